-- Which remote addresses appear in most findings?
SELECT client_ip, count(DISTINCT id) AS findings, count(DISTINCT account_id) AS accounts, max(event_time) AS last_seen
FROM guardduty_findings
WHERE client_ip IS NOT NULL
GROUP BY client_ip
ORDER BY findings DESC, last_seen DESC
LIMIT 100;
