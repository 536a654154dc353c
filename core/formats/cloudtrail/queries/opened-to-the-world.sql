-- Which security groups were opened to every address?
SELECT event_time, account_id, region, useridentity.arn AS principal, sourceipaddress, requestparameters
FROM cloudtrail_logs
WHERE eventname = 'AuthorizeSecurityGroupIngress'
  AND errorcode IS NULL
  AND (requestparameters LIKE '%"0.0.0.0/0"%' OR requestparameters LIKE '%"::/0"%')
ORDER BY event_time DESC;
