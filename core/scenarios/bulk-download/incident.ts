import {
  bucketNamed,
  moment,
  objectAccess,
  objectRead,
  scaled,
  spread,
  user,
  Random,
  type Finding,
  type Incident,
} from '#simulate';

/** A stolen key reads every object of the bucket with customer data. */
export const bulkDownload: Incident = {
  type: 'bulk_download',
  isMalicious: true,
  plan: (world) => {
    const bucket = bucketNamed(world.organisation, 'customer');
    const caller = {
      ...user(new Random('user', bucket.account, 'report-bot'), bucket.account, 'report-bot'),
      accessKey: 'AKIAI44QH8DHBEXAMPLE',
    };
    const ip = '203.0.113.150';
    const start = moment(world, 0.62, 11.5);
    const end = start + 35 * 60_000;
    const count = scaled(world, 4000, 150);
    return {
      start,
      end,
      entities: [bucket.name, ip, caller.accessKey],
      events: spread({ world, name: 'bulk-download', start, end, count }, (random, at, index) => {
        const access = objectAccess(random, {
          at,
          bucket,
          ip,
          requester: `arn:aws:iam::${bucket.account}:user/report-bot`,
          key: `exports/2026/customers-${String(index).padStart(5, '0')}.parquet`,
          size: random.whole(2_000_000, 40_000_000),
          agent: 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux#5.15 lang/python#3.11',
        });
        const found: Finding[] =
          index === count - 1
            ? [
                finding({
                  at,
                  start,
                  ip,
                  bucket: bucket.name,
                  account: bucket.account,
                  region: bucket.region,
                  id: random.hex(32),
                }),
              ]
            : [];
        return [access, objectRead(random, access, caller), ...found];
      }),
    };
  },
};

function finding(given: {
  at: number;
  start: number;
  ip: string;
  bucket: string;
  account: string;
  region: string;
  id: string;
}): Finding {
  const { at, start, ip, bucket, account, region, id } = given;
  return {
    kind: 'finding',
    at,
    account,
    region,
    id,
    type: 'Exfiltration:S3/AnomalousBehavior',
    severity: 8,
    title: 'An IAM entity invoked an S3 API in a suspicious way.',
    description: `report-bot read an unusual number of objects of ${bucket} from ${ip}.`,
    resource: {
      resourceType: 'S3Bucket',
      accessKeyDetails: {
        accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
        principalId: 'AIDAEXAMPLE',
        userType: 'IAMUser',
        userName: 'report-bot',
      },
      s3BucketDetails: [{ arn: `arn:aws:s3:::${bucket}`, name: bucket, type: 'Destination' }],
    },
    action: {
      actionType: 'AWS_API_CALL',
      awsApiCallAction: {
        api: 'GetObject',
        serviceName: 's3.amazonaws.com',
        callerType: 'Remote IP',
        remoteIpDetails: { ipAddressV4: ip },
      },
    },
    firstSeen: start,
    count: 1,
  };
}
