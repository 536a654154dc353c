import { madeClient, moment, request, scaled, spread, type Incident } from '#simulate';

const PAYLOADS = [
  { args: "q=1'%20OR%20'1'%3D'1", matched: ["1'", 'OR', "'1'", '=', "'1"] },
  {
    args: 'q=1%20UNION%20SELECT%20username,password%20FROM%20users',
    matched: ['1', 'UNION', 'SELECT', 'username', ',', 'password', 'FROM', 'users'],
  },
  { args: "q=x';WAITFOR%20DELAY%20'0:0:5'--", matched: ["x'", ';', 'WAITFOR', 'DELAY', "'0:0:5'", '--'] },
];

/** SQL injection attempts that the managed rule group blocks. */
export const sqlInjection: Incident = {
  type: 'sql_injection',
  isMalicious: true,
  plan: (world) => {
    const [, site] = world.organisation.sites;
    if (site === undefined) throw new Error('no second site');
    const client = madeClient({
      ip: '192.0.2.173',
      country: 'CN',
      agent: 'sqlmap/1.9#stable (https://sqlmap.org)',
    });
    const start = moment(world, 0.6, 22.5);
    const end = start + 45 * 60_000;
    return {
      start,
      end,
      entities: [client.ip],
      events: spread({ world, name: 'sqli', start, end, count: scaled(world, 450, 40) }, (random, at) => {
        const { args, matched } = random.pick(PAYLOADS);
        const blockedBy = {
          rule: 'managed-sqli',
          kind: 'MANAGED_RULE_GROUP',
          group: 'AWS#AWSManagedRulesSQLiRuleSet',
          inner: 'SQLi_QUERYARGUMENTS',
          matched,
          label: 'awswaf:managed:aws:sql-database:SQLi_QueryArguments',
        } as const;
        return [request(random, { site, client, at, path: '/search', args, blockedBy })];
      }),
    };
  },
};
