import { defineFormat, eventBridge, isoTime, json, jsonArray, list, struct, text } from '#format';

/** Texts that are addresses: CloudTrail also writes service names and "AWS Internal" there. */
const IS_ADDRESS = `regexp_full_match(sourceipaddress, '[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]+')`;

/** Members of request parameters that name what a call is about. */
const NAMED_IN_REQUEST = [
  'bucketName',
  'functionName',
  'groupId',
  'groupName',
  'instanceId',
  'keyId',
  'name',
  'policyArn',
  'roleArn',
  'roleName',
  'secretId',
  'userName',
];

/** AWS CloudTrail events: management, data, network activity and Insights. */
export const cloudtrail = defineFormat({
  name: 'cloudtrail',
  table: 'cloudtrail_logs',
  title: 'AWS CloudTrail events',
  about: 'A call of an AWS API, a console sign-in, or another event that CloudTrail recorded.',
  reference:
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
  objects: [
    /(?:^|\/)(?<account>\d{12})_(?:CloudTrail|CloudTrail-Insight|CloudTrail-NetworkActivity)_(?<region>[a-z0-9-]+)_\d{8}T\d{4}Z_[0-9A-Za-z]+\.json(?:\.gz)?$/,
  ],
  content: [
    /^\s*\{\s*"Records"\s*:\s*\[\s*(?:\]|\{[\s\S]{0,8192}"event(?:Source|Name|Time)"\s*:)/,
    /^\s*\{(?=[\s\S]{0,8192}"eventSource"\s*:)(?=[\s\S]{0,8192}"eventName"\s*:)/,
    /^\s*\{(?=[\s\S]{0,2048}"detail-type"\s*:\s*"AWS (?:API Call|Console Sign In|Service Event|Insight) via CloudTrail")/,
  ],
  refused: [
    {
      content: /^\s*\{\s*(?:"Records"\s*:\s*\[\s*\{)?[\s\S]{0,1024}"[eE]ventSource"\s*:\s*"aws:[a-z0-9:]+"/,
      reason:
        'a notification of S3, SQS, SNS or a stream: it tells of objects or messages and is no log itself',
    },
    {
      content: /^\s*\{[\s\S]{0,2048}"digestS3Object"\s*:/,
      reason: 'a CloudTrail digest: it proves that log files are unaltered and holds no events',
    },
    {
      content: /^\s*\{[\s\S]{0,4096}"eventCategory"\s*:\s*"Aggregated"/,
      reason: 'aggregated CloudTrail events have fields of their own and no format yet',
    },
  ],
  framing: jsonArray('Records'),
  envelopes: [eventBridge],
  growth: 'by-key',
  aliases: ['cloudtrail', 'cloudtrail_orc', 'cloudtrail_logs_pp'],
  derived: { timestamp: "date_format(event_time, '%Y/%m/%d')" },
  time: isoTime('eventTime'),
  columns: {
    eventVersion: text('Version of the record format, major and minor number.'),
    userIdentity: struct('Who made the call.', {
      type: text(
        'Root, IAMUser, AssumedRole, Role, FederatedUser, AWSAccount, AWSService, IdentityCenterUser and others.',
      ),
      principalId: text('Unique id of the caller; of a role also its session name.'),
      arn: text('ARN of the caller.'),
      accountId: text('Account of the caller.'),
      invokedBy: text('Service that made the call for the caller.'),
      accessKeyId: text('Access key that signed the call.'),
      userName: text('Friendly name of the caller.'),
      onBehalfOf: struct('The IAM Identity Center user for whom the call was made.', {
        userId: text('Id of the user.'),
        identityStoreArn: text('ARN of the identity store.'),
      }),
      sessionContext: struct('The session, for temporary credentials.', {
        attributes: struct('Attributes of the session.', {
          mfaAuthenticated: text('true where the session was opened with MFA.'),
          creationDate: text('When the session was opened.'),
        }),
        sessionIssuer: struct('Who opened the session.', {
          type: text('Root, IAMUser or Role.'),
          principalId: text('Unique id.'),
          arn: text('ARN.'),
          accountId: text('Account.'),
          userName: text('Friendly name.'),
        }),
        ec2RoleDelivery: text('Version of the instance metadata service that gave the credentials.'),
        webIdFederationData: struct('The web identity of a federated session.', {
          federatedProvider: text('Identity provider.'),
          attributes: json('Attributes of the provider.'),
        }),
        sourceIdentity: text('Source identity that the session carries.'),
        assumedRoot: text('true for a session that AssumeRoot opened.'),
        signInSessionArn: text('ARN of the sign-in session.', { since: '2026-06' }),
      }),
      invokedByDelegate: struct('Account that a service acted for.', { accountId: text('Account.') }),
      inScopeOf: struct('Resource that the credentials were issued to.', {
        sourceArn: text('ARN of the source.'),
        sourceAccount: text('Account of the source.'),
        issuerType: text('Service that issued the credentials.'),
        credentialsIssuedTo: text('Resource that got them.'),
      }),
      credentialId: text('Id of a bearer credential.'),
      identityProvider: text('Identity provider of a federated caller.'),
    }),
    eventTime: text('When the call completed, ISO 8601 in UTC.'),
    eventSource: text('Service, such as s3.amazonaws.com.'),
    eventName: text('Action, such as GetObject.'),
    awsRegion: text('Region that served the call.'),
    sourceIPAddress: text('Address of the caller, a service name, or AWS Internal.'),
    userAgent: text('Agent of the caller, at most 1 KB.'),
    errorCode: text('Error of a failed call; null for success.'),
    errorMessage: text('Its description, at most 1 KB.'),
    requestParameters: json('Parameters of the request; left out by AWS above 100 KB.'),
    responseElements: json('Response of a call that changed something; left out by AWS above 100 KB.'),
    additionalEventData: json('Further data, such as MFAUsed or bytes transferred.'),
    requestID: text('Id of the request at the service.'),
    eventID: text('Unique id of the event.'),
    readOnly: text('true where the call changed nothing.'),
    resources: list(
      'Resources that the call touched.',
      struct('A resource.', {
        ARN: text('ARN.'),
        accountId: text('Account of the owner.'),
        type: text('Type, such as AWS::S3::Object.'),
        ARNPrefix: text('Prefix of the ARNs, for calls over many objects.'),
      }),
    ),
    eventType: text(
      'AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, AwsVpceEvents or AwsCloudTrailInsight.',
    ),
    apiVersion: text('Version of the API.'),
    managementEvent: text('true for a management event.'),
    recipientAccountId: text('Account that got the event.'),
    serviceEventDetails: json('Details of a service event.'),
    sharedEventID: text('The same in all accounts that got the event.'),
    vpcEndpointId: text('VPC endpoint that the call came through.'),
    vpcEndpointAccountId: text('Owner of that endpoint.', { since: 'event version 1.09' }),
    eventCategory: text('Management, Data, NetworkActivity or Insight.', { since: 'event version 1.07' }),
    addendum: struct('Why the event is late or replaces another one.', {
      reason: text('DELIVERY_DELAY, UPDATED_DATA or SERVICE_OUTAGE.'),
      updatedFields: text('Fields that were updated.'),
      originalRequestID: text('Request id of the original event.'),
      originalEventID: text('Id of the original event.'),
    }),
    sessionCredentialFromConsole: text('true where the credentials come from the console.', {
      since: 'event version 1.08',
    }),
    edgeDeviceDetails: json('Edge device that the call was for.'),
    tlsDetails: struct('TLS of the call.', {
      tlsVersion: text('Version.'),
      cipherSuite: text('Cipher suite.'),
      clientProvidedHostHeader: text('Host that the client named.'),
      keyExchange: text('Key exchange, such as X25519MLKEM768.'),
    }),
    insightDetails: json('Details of an Insights event.', { since: 'event version 1.07' }),
    eventContext: json('Tags and condition keys; in event data stores only.', {
      since: 'event version 1.11',
    }),
  },
  roles: {
    account_id: 'coalesce(recipientaccountid, useridentity.accountid)',
    region: 'awsregion',
    client_ip: `CASE WHEN ${IS_ADDRESS} THEN sourceipaddress END`,
    ips: [`CASE WHEN ${IS_ADDRESS} THEN sourceipaddress END`],
    principals: [
      'useridentity.arn',
      'useridentity.accesskeyid',
      'useridentity.username',
      'useridentity.sessioncontext.sessionissuer.arn',
      'useridentity.principalid',
      'useridentity.invokedby',
      'useridentity.sessioncontext.sourceidentity',
      'useridentity.onbehalfof.userid',
    ],
    resources: [
      { each: `CASE WHEN len(resources) > 0 THEN list_transform(resources, lambda r: r.arn) END` },
      {
        each: `list_filter(json_extract_string(requestparameters, [${NAMED_IN_REQUEST.map((name) => `'$.${name}'`).join(', ')}]), lambda name: name IS NOT NULL AND name <> '')`,
      },
      'vpcendpointid',
    ],
  },
});
