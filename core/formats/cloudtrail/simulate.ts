import { dayPath, isoSeconds, minuteStamp, type ApiCall, type Caller, type LogWriter } from '#simulate';

/** The `userIdentity` of each kind of caller. */
function identity(caller: Caller, at: number): object {
  const { account, name, principalId, accessKey, session } = caller;
  const attributes = {
    creationDate: isoSeconds(at - (at % 3_600_000)),
    mfaAuthenticated: String(caller.mfa === true),
  };
  switch (caller.type) {
    case 'Root':
      return {
        type: 'Root',
        principalId: account,
        arn: `arn:aws:iam::${account}:root`,
        accountId: account,
        accessKeyId: accessKey ?? '',
        sessionContext: { attributes },
      };
    case 'IAMUser':
      return {
        type: 'IAMUser',
        principalId,
        arn: `arn:aws:iam::${account}:user/${name}`,
        accountId: account,
        accessKeyId: accessKey ?? '',
        userName: name,
        ...(caller.mfa === true ? { sessionContext: { attributes } } : {}),
      };
    case 'AssumedRole':
      return {
        type: 'AssumedRole',
        principalId: `${principalId}:${session}`,
        arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
        accountId: account,
        accessKeyId: accessKey ?? '',
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId,
            arn: `arn:aws:iam::${account}:role/${name}`,
            accountId: account,
            userName: name,
          },
          attributes,
        },
      };
    case 'AWSService':
      return { type: 'AWSService', invokedBy: name };
  }
}

const record = (call: ApiCall): object => ({
  eventVersion: '1.11',
  userIdentity: identity(call.caller, call.at),
  eventTime: isoSeconds(call.at),
  eventSource: call.source,
  eventName: call.name,
  awsRegion: call.region,
  sourceIPAddress: call.ip,
  userAgent: call.agent,
  ...(call.error === undefined ? {} : { errorCode: call.error.code, errorMessage: call.error.message }),
  requestParameters: call.request,
  responseElements: call.response,
  ...(call.additional === undefined ? {} : { additionalEventData: call.additional }),
  requestID: call.requestId,
  eventID: call.id,
  readOnly: call.readOnly,
  ...(call.resources === undefined ? {} : { resources: call.resources }),
  eventType: call.type,
  managementEvent: call.category === 'Management',
  recipientAccountId: call.account,
  eventCategory: call.category,
  ...(call.caller.type === 'AWSService'
    ? {}
    : {
        tlsDetails: {
          tlsVersion: 'TLSv1.3',
          cipherSuite: 'TLS_AES_128_GCM_SHA256',
          clientProvidedHostHeader: call.source.replace('.amazonaws.com', `.${call.region}.amazonaws.com`),
        },
      }),
});

/** Writes CloudTrail log files as a trail delivers them. */
export const cloudtrailLogs: LogWriter = {
  format: 'cloudtrail',
  table: 'cloudtrail_logs',
  isCompressed: true,
  record: (event) =>
    event.kind === 'api'
      ? { stream: `${event.account} ${event.region}`, text: JSON.stringify(record(event)) }
      : undefined,
  key: (stream, end) => {
    const [account = '', region = ''] = stream.split(' ');
    const unique = (end * 2_654_435_761).toString(36).padStart(16, '0').slice(-16);
    return `AWSLogs/${account}/CloudTrail/${region}/${dayPath(end)}/${account}_CloudTrail_${region}_${minuteStamp(end)}_${unique}.json.gz`;
  },
  around: { before: '{"Records":[', between: ',', after: ']}' },
};
