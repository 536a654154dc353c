-- Who signed in to the console, from where, and was it with MFA?
SELECT
  event_time,
  account_id,
  useridentity.type AS caller_type,
  useridentity.arn AS principal,
  sourceipaddress,
  CASE WHEN responseelements LIKE '%Success%' THEN 'success' ELSE 'failure' END AS outcome,
  CASE WHEN additionaleventdata LIKE '%"MFAUsed":"Yes"%' THEN 'yes' ELSE 'no' END AS mfa
FROM cloudtrail_logs
WHERE eventname = 'ConsoleLogin'
ORDER BY event_time DESC;
