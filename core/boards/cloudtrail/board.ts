import { count, distinct, seen, share, type Board, type Filter } from '#api';

const denied: Filter = { op: 'regex', field: 'errorcode', value: 'AccessDenied|Unauthorized' };
const failed: Filter = { op: 'exists', field: 'errorcode' };
const login: Filter = { op: 'equals', field: 'eventname', value: 'ConsoleLogin' };
const people: Filter[] = [{ op: 'exists', field: 'useridentity.arn' }];
const events = count('events', 'Events');
/** Neither private (RFC 1918) nor a service's name. */
const external: Filter[] = [
  { op: 'exists', field: 'client_ip' },
  {
    op: 'regex',
    field: 'client_ip',
    value: '^(?:10\\.|172\\.(?:1[6-9]|2\\d|3[01])\\.|192\\.168\\.)',
    not: true,
  },
];

const changed = (name: string, title: string, pattern: string) =>
  count(name, title, [{ op: 'regex', field: 'eventname', value: `^(?:${pattern})$` }]);

/** AWS CloudTrail: who did what, and what was refused. */
export const cloudtrail: Board = {
  name: 'cloudtrail',
  title: 'AWS CloudTrail',
  about: 'Who did what from where, what was refused, and changes that the CIS benchmark asks to watch.',
  table: 'cloudtrail_logs',
  verdict: 'errorcode',
  columns: [
    'event_time',
    'eventsource',
    'eventname',
    'useridentity.arn',
    'sourceipaddress',
    'errorcode',
    'account_id',
    'region',
  ],
  entities: ['client_ip', 'useridentity.arn', 'useridentity.accesskeyid', 'account_id', 'requestid'],
  panels: [
    {
      kind: 'number',
      id: 'totals',
      title: 'Totals',
      span: 12,
      metrics: [
        events,
        count('errors', 'Errors', [failed]),
        count('denied', 'Denied', [denied]),
        count('failed_logins', 'Failed console sign-ins', [
          login,
          { op: 'contains', field: 'responseelements', value: '"Failure"' },
        ]),
        count('root', 'Root', [{ op: 'equals', field: 'useridentity.type', value: 'Root' }]),
        count('no_mfa', 'Console sign-ins without MFA', [
          login,
          { op: 'regex', field: 'additionaleventdata', value: '"MFAUsed"\\s*:\\s*"No"' },
        ]),
        { ...distinct('addresses', 'External addresses', 'client_ip'), where: external },
      ],
    },
    {
      kind: 'timeline',
      id: 'by-error',
      title: 'Events by error',
      span: 12,
      metric: events,
      split: 'errorcode',
    },
    {
      kind: 'number',
      id: 'cis',
      title: 'Changes to watch (CIS)',
      span: 12,
      metrics: [
        changed(
          'security_groups',
          'Security groups',
          '(?:Authorize|Revoke)SecurityGroup(?:In|E)gress|(?:Create|Delete)SecurityGroup',
        ),
        changed('network_acls', 'Network ACLs', '(?:Create|Delete|Replace)NetworkAcl(?:Entry|Association)?'),
        changed(
          'gateways',
          'Gateways',
          '(?:Create|Delete)CustomerGateway|(?:Attach|Create|Delete|Detach)InternetGateway',
        ),
        changed(
          'routes',
          'Route tables',
          '(?:Create|Replace|Delete|Disassociate)Route(?:Table|TableAssociation)?',
        ),
        changed('vpcs', 'VPCs', '(?:Create|Delete)Vpc|ModifyVpcAttribute|.*VpcPeeringConnection'),
        changed(
          'bucket_policies',
          'Bucket policies',
          '(?:Put|Delete)Bucket(?:Acl|Policy|Cors|Lifecycle|Replication)',
        ),
        changed('keys', 'KMS keys', 'DisableKey|ScheduleKeyDeletion'),
        changed(
          'iam_policies',
          'IAM policies',
          '(?:Put|Delete|Attach|Detach)(?:User|Role|Group)Policy|(?:Create|Delete)Policy(?:Version)?',
        ),
        changed('trails', 'Trails', '(?:Create|Update|Delete)Trail|(?:Start|Stop)Logging'),
      ],
    },
    {
      kind: 'top',
      id: 'principals',
      title: 'Principals',
      span: 12,
      where: people,
      fields: ['useridentity.arn', 'useridentity.type'],
      metrics: [
        events,
        share('error_rate', 'Errors', [failed]),
        distinct('actions', 'Actions', 'eventname'),
        distinct('addresses', 'Addresses', 'client_ip'),
      ],
    },
    {
      kind: 'top',
      id: 'addresses',
      title: 'Source addresses',
      span: 6,
      fields: ['client_ip'],
      metrics: [
        events,
        share('error_rate', 'Errors', [failed]),
        distinct('principals', 'Principals', 'useridentity.arn'),
      ],
    },
    {
      kind: 'top',
      id: 'denied',
      title: 'Denied, by principal and action',
      span: 6,
      where: [denied],
      fields: ['useridentity.arn', 'eventname', 'errorcode'],
      metrics: [events],
    },
    {
      kind: 'lines',
      id: 'event-names',
      title: 'Actions over time',
      span: 6,
      metric: events,
      split: 'eventname',
    },
    {
      kind: 'timeline',
      id: 'logins',
      title: 'Console sign-ins',
      span: 6,
      where: [login],
      metric: events,
      split: 'responseelements',
    },
    {
      kind: 'top',
      id: 'sign-ins',
      title: 'Who signed in to the console, from where, with what result',
      span: 12,
      where: [login],
      fields: ['useridentity.arn', 'client_ip', 'responseelements'],
      metrics: [events, seen[1]],
    },
    {
      kind: 'table',
      id: 'latest-writes',
      title: 'Latest changes',
      span: 12,
      where: [{ op: 'equals', field: 'readonly', value: 'false' }],
      columns: ['event_time', 'eventsource', 'eventname', 'useridentity.arn', 'sourceipaddress', 'errorcode'],
    },
    {
      kind: 'table',
      id: 'latest',
      title: 'Latest errors',
      span: 12,
      where: [failed],
      columns: [
        'event_time',
        'eventsource',
        'eventname',
        'useridentity.arn',
        'sourceipaddress',
        'errorcode',
        'errormessage',
      ],
    },
  ],
};
