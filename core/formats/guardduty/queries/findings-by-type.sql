-- Which findings are there, how severe, how often?
SELECT type, max(CAST(severity AS double)) AS severity, count(DISTINCT id) AS findings, max(event_time) AS last_seen
FROM guardduty_findings
GROUP BY type
ORDER BY severity DESC, findings DESC;
