import { commonLogTime, defineFormat, lines, long, text } from '#format';

/** Amazon S3 server access logs. */
export const s3Access = defineFormat({
  name: 's3-access',
  table: 's3_access_logs',
  title: 'Amazon S3 server access logs',
  about: 'A request to a bucket or one of its objects, logged on a best-effort basis.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html',
  objects: [
    /(?:^|\/)(?<account>\d{12})\/(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\/(?<stream>[a-z0-9][a-z0-9.-]+)\/\d{4}\/\d\d\/\d\d\/20\d\d-[01]\d-\d\d-\d\d-\d\d-\d\d-[0-9A-F]{16}$/,
    /(?:^|\/|[^/])20\d\d-[01]\d-\d\d-\d\d-\d\d-\d\d-[0-9A-F]{16}$/,
  ],
  content: [/^[0-9a-f-]{1,64} [a-z0-9.-]{3,63} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] /],
  refused: [
    {
      content: /^\s*\{(?=[\s\S]{0,4096}"schema_version_id"\s*:)(?=[\s\S]{0,4096}"bucket_arn"\s*:)/,
      reason: 'S3 server access logs that CloudWatch log delivery writes as JSON have no format yet',
    },
  ],
  framing: lines(
    {
      by: 'space',
      quotes: ['request_uri', 'referrer', 'useragent'],
      brackets: true,
      lastQuoted: 'useragent',
    },
    { order: 'declared', least: 18 },
  ),
  nulls: ['-'],
  growth: 'at-the-end',
  aliases: ['mybucket_logs', 's3_access_logs_db.mybucket_logs'],
  views: {
    access_logs: {
      time: "date_format(event_time, '%Y-%m-%dT%H:%i:%sZ')",
      requestip: 'remoteip',
      requestmethod: "nullif(split_part(request_uri, ' ', 1), '')",
      requesturi: "nullif(split_part(request_uri, ' ', 2), '')",
      statuscode: 'httpstatus',
      useragent: 'useragent',
      bytes: 'bytessent',
      host: 'endpoint',
    },
  },
  time: commonLogTime('requestdatetime'),
  columns: {
    bucketowner: text('Canonical user id of the owner of the bucket.'),
    bucket_name: text('Bucket.', { aliases: ['bucket'] }),
    requestdatetime: text('When the request was received, such as 06/Feb/2019:00:00:38 +0000.', {
      aliases: ['request_datetime'],
    }),
    remoteip: text('Address of the requester.', { aliases: ['remote_ip'] }),
    requester: text('Canonical user id or ARN of the requester; null for anonymous requests.'),
    requestid: text('Id of the request.'),
    operation: text('Operation, such as REST.GET.OBJECT.'),
    key: text('Key of the object, percent-encoded.'),
    request_uri: text('Request line as the client sent it.'),
    httpstatus: text('HTTP status.', { aliases: ['http_status'] }),
    errorcode: text('S3 error code.', { aliases: ['error_code'] }),
    bytessent: long('Bytes of the response without protocol overhead; null for none.', {
      aliases: ['bytes_sent'],
    }),
    objectsize: long('Size of the object in bytes.', { aliases: ['object_size'] }),
    totaltime: text('Milliseconds from receiving the request to sending the last byte.', {
      aliases: ['total_time'],
    }),
    turnaroundtime: text('Milliseconds that S3 took to process the request.', {
      aliases: ['turn_around_time'],
    }),
    referrer: text('Referer header.'),
    useragent: text('User-Agent header.', { aliases: ['user_agent'] }),
    versionid: text('Version of the object that was asked for.'),
    hostid: text('Extended request id (x-amz-id-2).', { since: '2019-03' }),
    sigv: text('Signature version: SigV2 or SigV4.', { since: '2019-03' }),
    ciphersuite: text('TLS cipher.', { since: '2019-03' }),
    authtype: text('AuthHeader or QueryString.', { since: '2019-03' }),
    endpoint: text('Host header that was used.', { since: '2019-03' }),
    tlsversion: text('TLS version.', { since: '2020' }),
    accesspointarn: text('ARN of the access point.', { since: '2020' }),
    aclrequired: text('Yes where an access control list was needed.', { since: '2023' }),
    sourceregion: text('Region that the request came from.', { since: '2025' }),
  },
  roles: {
    stream: 'bucket_name',
    client_ip: 'remoteip',
    ips: ['remoteip'],
    principals: ['requester'],
    resources: ['bucket_name', `bucket_name || '/' || key`, 'accesspointarn'],
  },
});
