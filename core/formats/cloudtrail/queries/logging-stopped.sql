-- Who stopped or changed a trail?
SELECT event_time, account_id, eventname, useridentity.arn AS principal, sourceipaddress, requestparameters
FROM cloudtrail_logs
WHERE eventname IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors')
ORDER BY event_time;
