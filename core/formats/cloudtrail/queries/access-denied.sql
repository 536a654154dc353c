-- Who is denied what?
SELECT useridentity.arn AS principal, eventsource, eventname, count(*) AS denied
FROM cloudtrail_logs
WHERE errorcode IN ('AccessDenied', 'UnauthorizedOperation', 'Client.UnauthorizedOperation')
GROUP BY useridentity.arn, eventsource, eventname
ORDER BY denied DESC;
