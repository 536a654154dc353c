import {
  cloudWatchLogs,
  defineFormat,
  epochSeconds,
  int,
  lines,
  long,
  part,
  text,
  type ColumnOptions,
} from '#format';

/** A column whose field AWS names with hyphens. */
const field = (name: string, options: ColumnOptions = {}) => ({ ...options, from: part(name, 'whole') });

const DEFAULT_FIELDS = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
];

/** VPC flow logs of versions 2 to 11. */
export const vpcFlow = defineFormat({
  name: 'vpc-flow',
  table: 'vpc_flow_logs',
  title: 'VPC flow logs',
  about: 'Traffic between two addresses at a network interface in one aggregation window.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
  objects: [
    /(?:^|\/)(?<account>\d{12})_vpcflowlogs_(?<region>[a-z0-9-]+)_(?<stream>fl-[0-9a-z]+)_\d{8}T\d{4}Z_[^/]*\.log(?:\.gz|\.parquet)?$/,
  ],
  content: [
    /^(?:[a-z0-9-]+ )*(?:interface-id|srcaddr|pkt-srcaddr|log-status|account-id)(?: [a-z0-9-]+)*\s*(?:\n|$)/,
    /^2 (?:\d{12}|unknown) eni-[0-9a-z]+ /,
    /^\s*\{(?=[\s\S]{0,8192}"logEvents"\s*:)(?=[\s\S]{0,16384}"message"\s*:\s*"2 (?:\d{12}|unknown) eni-[0-9a-z]+ )/,
  ],
  refused: [
    {
      content: /^(?:[a-z0-9-]+ )*(?:resource-type|tgw-[a-z-]+|packets-lost-[a-z-]+)(?:[ \r\n]|$)/,
      reason:
        'Transit Gateway flow logs, which share the key and file name of VPC flow logs but not their fields, have no format yet',
    },
    {
      content: /^PAR1/,
      reason:
        'Parquet objects are recognised by the name that AWS gives them; --format names the format of others',
    },
  ],
  framing: lines(
    { by: 'space', quotes: false, brackets: false, lastQuoted: undefined },
    {
      order: 'header',
      fallback: {
        pattern:
          /^2 (?:\d{12}|unknown) \S+ \S+ \S+ (?:\d+|-) (?:\d+|-) (?:\d+|-) (?:\d+|-) (?:\d+|-) \d+ \d+ (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)\s*$/,
        tokens: DEFAULT_FIELDS,
      },
    },
  ),
  envelopes: [cloudWatchLogs],
  nulls: ['-'],
  growth: 'by-header',
  entity: 'srcaddr',
  aliases: ['vpcflow', 'test_table_vpclogs', 'vpc_flow_logs_parquet'],
  derived: { date: 'CAST(event_time AS DATE)' },
  time: epochSeconds('start', 'end'),
  columns: {
    version: int('Highest version among the fields of the flow log.'),
    account_id: text(
      'Owner of the network interface; where AWS writes unknown, the account that the log was delivered for.',
      field('account-id', { aliases: ['account'], nulls: ['unknown'] }),
    ),
    interface_id: text('Network interface.', field('interface-id', { aliases: ['interfaceid'] })),
    srcaddr: text("Source address; the primary private address on the interface's own side.", {
      aliases: ['sourceaddress'],
    }),
    dstaddr: text('Destination address, likewise.', { aliases: ['destinationaddress'] }),
    srcport: int('Source port.', { aliases: ['sourceport'] }),
    dstport: int('Destination port.', { aliases: ['destinationport'] }),
    protocol: long('IANA protocol number: 6 TCP, 17 UDP, 1 ICMP.'),
    packets: long('Packets in the window.', { aliases: ['numpackets'] }),
    bytes: long('Bytes in the window.', { aliases: ['numbytes'] }),
    start: long('First packet of the window, seconds since 1970.', { aliases: ['starttime'] }),
    end: long('Last packet of the window, seconds since 1970.', { aliases: ['endtime'] }),
    action: text('ACCEPT or REJECT.'),
    log_status: text(
      'OK, NODATA (no traffic) or SKIPDATA (records were lost).',
      field('log-status', { aliases: ['logstatus'] }),
    ),
    vpc_id: text('VPC.', field('vpc-id', { since: 'version 3', aliases: ['vpcid'] })),
    subnet_id: text('Subnet.', field('subnet-id', { since: 'version 3', aliases: ['subnetid'] })),
    instance_id: text(
      'Instance; null for interfaces that AWS manages.',
      field('instance-id', { since: 'version 3', aliases: ['instanceid'] }),
    ),
    tcp_flags: int(
      'TCP flags, OR-ed: FIN 1, SYN 2, RST 4, SYN-ACK 18.',
      field('tcp-flags', { since: 'version 3', aliases: ['tcpflags'] }),
    ),
    type: text('IPv4, IPv6 or EFA.', { since: 'version 3' }),
    pkt_srcaddr: text(
      'Source address of the packets themselves, behind NAT and load balancers.',
      field('pkt-srcaddr', { since: 'version 3' }),
    ),
    pkt_dstaddr: text(
      'Destination address of the packets themselves.',
      field('pkt-dstaddr', { since: 'version 3' }),
    ),
    region: text('Region of the interface.', { since: 'version 4' }),
    az_id: text('Availability Zone id.', field('az-id', { since: 'version 4' })),
    sublocation_type: text(
      'wavelength, outpost or localzone.',
      field('sublocation-type', { since: 'version 4' }),
    ),
    sublocation_id: text('Id of the sublocation.', field('sublocation-id', { since: 'version 4' })),
    pkt_src_aws_service: text(
      'AWS service whose address range the source is in.',
      field('pkt-src-aws-service', { since: 'version 5' }),
    ),
    pkt_dst_aws_service: text(
      'AWS service whose address range the destination is in.',
      field('pkt-dst-aws-service', { since: 'version 5' }),
    ),
    flow_direction: text(
      'ingress or egress, seen from the interface.',
      field('flow-direction', { since: 'version 5', aliases: ['flowdirection'] }),
    ),
    traffic_path: int('Path of egress traffic, 1 to 8.', field('traffic-path', { since: 'version 5' })),
    ecs_cluster_arn: text('ARN of the ECS cluster.', field('ecs-cluster-arn', { since: 'version 7' })),
    ecs_cluster_name: text('Name of the ECS cluster.', field('ecs-cluster-name', { since: 'version 7' })),
    ecs_container_instance_arn: text(
      'ARN of the ECS container instance.',
      field('ecs-container-instance-arn', { since: 'version 7' }),
    ),
    ecs_container_instance_id: text(
      'Id of the ECS container instance.',
      field('ecs-container-instance-id', { since: 'version 7' }),
    ),
    ecs_container_id: text('Runtime id of the container.', field('ecs-container-id', { since: 'version 7' })),
    ecs_second_container_id: text(
      'Runtime id of a second container of the task.',
      field('ecs-second-container-id', { since: 'version 7' }),
    ),
    ecs_service_name: text('Name of the ECS service.', field('ecs-service-name', { since: 'version 7' })),
    ecs_task_definition_arn: text(
      'ARN of the task definition.',
      field('ecs-task-definition-arn', { since: 'version 7' }),
    ),
    ecs_task_arn: text('ARN of the task.', field('ecs-task-arn', { since: 'version 7' })),
    ecs_task_id: text('Id of the task.', field('ecs-task-id', { since: 'version 7' })),
    reject_reason: text(
      'Why traffic was rejected: BPA (block public access) or EC (encryption control).',
      field('reject-reason', { since: 'version 8' }),
    ),
    resource_id: text(
      'Resource that the traffic belongs to, such as a regional NAT gateway.',
      field('resource-id', { since: 'version 9' }),
    ),
    encryption_status: int(
      'Encryption of the traffic, 0 to 3.',
      field('encryption-status', { since: 'version 10' }),
    ),
    instance_tag: text(
      'Value of the configured instance tag, percent-encoded.',
      field('instance-tag', { since: 'version 11' }),
    ),
    instance_tag_2: text(
      'Value of the second configured instance tag, percent-encoded.',
      field('instance-tag-2', { since: 'version 11' }),
    ),
    interface_tag: text(
      'Value of the configured interface tag, percent-encoded.',
      field('interface-tag', { since: 'version 11' }),
    ),
    interface_tag_2: text(
      'Value of the second configured interface tag, percent-encoded.',
      field('interface-tag-2', { since: 'version 11' }),
    ),
    asg_tag: text(
      'Value of the configured Auto Scaling group tag, percent-encoded.',
      field('asg-tag', { since: 'version 11' }),
    ),
    asg_tag_2: text(
      'Value of the second configured Auto Scaling group tag, percent-encoded.',
      field('asg-tag-2', { since: 'version 11' }),
    ),
    interface_type: text('Type of the interface.', field('interface-type', { since: 'version 11' })),
    next_hop_interface_id: text(
      'Interface of the next hop.',
      field('next-hop-interface-id', { since: 'version 11' }),
    ),
    next_hop_subnet_id: text('Subnet of the next hop.', field('next-hop-subnet-id', { since: 'version 11' })),
    next_hop_az_id: text(
      'Availability Zone id of the next hop.',
      field('next-hop-az-id', { since: 'version 11' }),
    ),
    next_hop_vpc_id: text('VPC of the next hop.', field('next-hop-vpc-id', { since: 'version 11' })),
    next_hop_interface_type: text(
      'Interface type of the next hop.',
      field('next-hop-interface-type', { since: 'version 11' }),
    ),
  },
  roles: {
    client_ip: 'coalesce(pkt_srcaddr, srcaddr)',
    ips: ['srcaddr', 'dstaddr', 'pkt_srcaddr', 'pkt_dstaddr'],
    principals: [],
    resources: ['interface_id', 'instance_id', 'vpc_id'],
  },
});
