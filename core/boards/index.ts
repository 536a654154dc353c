import type { Board } from '#api';
import { albAccess } from './alb-access/board.ts';
import { cloudtrail } from './cloudtrail/board.ts';
import { guardduty } from './guardduty/board.ts';
import { s3Access } from './s3-access/board.ts';
import { vpcFlow } from './vpc-flow/board.ts';
import { waf } from './waf/board.ts';

export { founding } from './founding/board.ts';

/** Every board, in the order in which they are listed. */
export const allBoards: readonly Board[] = [waf, cloudtrail, vpcFlow, albAccess, s3Access, guardduty];
