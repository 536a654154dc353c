-- Which long-lived credentials were made, by whom?
SELECT event_time, account_id, eventname, useridentity.arn AS principal, sourceipaddress, requestparameters
FROM cloudtrail_logs
WHERE eventname IN ('CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'CreateUser')
  AND errorcode IS NULL
ORDER BY event_time DESC;
