import { accountOf, type CloudSource, isCloudSource } from '../../../shared/domain/settings.ts'
import type { DialectDeps } from '../../sources/cloud/cloud-desk.ts'
import { createFeie, type Feie } from '../../sources/feie/feie.ts'
import { createSunmi, type Sunmi } from '../../sources/sunmi/sunmi.ts'
import { createXpyun, type Xpyun } from '../../sources/xpyun/xpyun.ts'
import { createYilianyun, type Yilianyun } from '../../sources/yilianyun/yilianyun.ts'
import type { Refusals } from '../refusals.ts'
import { cloudSecretNames } from '../secrets/secrets.ts'
import type { ShopFolder } from '../shop-folder.ts'
import { type CloudDeskDeps, createCloudDesk, createPrintNumbers } from './cloud-desk.ts'
import { forbidden } from './foreign-bytes.ts'

/** The clients of cloud printers, by the account that their requests name. Null: nobody of that name is known here. */
export type CloudClients = {
  /** which of them this shop has */
  types: ReadonlySet<CloudSource['type']>
  /** ms */
  now(): number
  feie(user: string): Feie | null
  yilianyun(clientId: string): Yilianyun | null
  xpyun(user: string): Xpyun | null
  sunmi(appId: string): Sunmi | null
  /** Somebody came whom no source knows, or without TLS from elsewhere: the shop hears of it. */
  refused(type: CloudSource['type'], why: 'unknown' | 'insecure'): void
}

export function createCloudClients(
  deps: CloudDeskDeps & { folder: Pick<ShopFolder, 'settings' | 'secrets'>; refusals: Refusals },
): CloudClients {
  const { clock, folder, refusals } = deps
  const sources = folder.settings.sources.filter(isCloudSource)
  const nextNumber = createPrintNumbers(deps)

  function dialectDeps(source: CloudSource): DialectDeps {
    return {
      desk: createCloudDesk({ ...deps, nextNumber }, source),
      secret: folder.secrets.secretOf(source.id, cloudSecretNames[source.type]) ?? '',
      now: () => clock.now(),
      refused: why =>
        refusals.count(why === 'signature' ? 'source-signature' : 'source-clock', source.id, { source: source.id }),
    }
  }

  /** Each is made once, by its account. */
  function clients<Type extends CloudSource['type'], Client>(
    type: Type,
    make: (source: Extract<CloudSource, { type: Type }>, deps: DialectDeps) => Client,
  ): (account: string) => Client | null {
    const isOne = (source: CloudSource): source is Extract<CloudSource, { type: Type }> => source.type === type
    const made = new Map(sources.filter(isOne).map(source => [accountOf(source), make(source, dialectDeps(source))]))
    return account => made.get(account) ?? null
  }

  return {
    types: new Set(sources.map(source => source.type)),
    now: () => clock.now(),
    feie: clients('feie', createFeie),
    yilianyun: clients('yilianyun', createYilianyun),
    xpyun: clients('xpyun', createXpyun),
    sunmi: clients('sunmi', (source, given) => createSunmi(source, { ...given, forbidden })),
    refused(type, why) {
      const id = sources.find(source => source.type === type)?.id ?? type
      refusals.count(why === 'unknown' ? 'source-signature' : 'source-insecure', id, { source: id })
    },
  }
}
