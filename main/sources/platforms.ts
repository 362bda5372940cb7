import type { PlatformType } from '../../shared/domain/source-settings.ts'
import { eleme } from './eleme/eleme-platform.ts'
import { koubei } from './koubei/koubei-platform.ts'
import { meituan } from './meituan/meituan-platform.ts'
import type { Platform } from './platform/platform.ts'
import { wechat } from './wechat/wechat-platform.ts'

export const platforms: Record<PlatformType, Platform> = { eleme, meituan, koubei, wechat }
