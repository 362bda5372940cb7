import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { useScreen } from '../door/screen.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { kindOf } from './job-title.ts'

/** The ticket as the printer showed it. Fetched with the token in a header, so the picture has a blob's address. */
export function Paper({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const { door } = useScreen()
  const bytes = job.attempts.reduce((sum, attempt) => sum + attempt.bytes, 0)
  const paper = useQuery({
    // More bytes, more paper: the picture of an earlier attempt is not this one's.
    queryKey: ['paper', job.jobId, job.attempts.length, bytes],
    queryFn: ({ signal }) => door.paper(job.jobId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  const address = useBlobAddress(paper.data)
  const kind = kindOf(job, t)
  const alt = job.number === null ? t('job.paperAltTest', { kind }) : t('job.paperAlt', { kind, number: job.number })
  if (paper.isError) {
    return <Failed title={t('job.paperFailed')} error={paper.error} again={() => void paper.refetch()} />
  }
  if (address === null) return <Loading />
  return (
    <div className="paper-frame">
      <img className="paper" data-testid="paper" src={address} alt={alt} />
    </div>
  )
}

function useBlobAddress(blob: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (blob === undefined) return
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return address
}
