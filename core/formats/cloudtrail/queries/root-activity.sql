-- What did root do?
SELECT event_time, account_id, eventname, sourceipaddress, useragent
FROM cloudtrail_logs
WHERE useridentity.type = 'Root'
ORDER BY event_time;
