-- What is the latest state of each severe finding?
SELECT
  id,
  max(event_time) AS updated,
  max_by(type, event_time) AS type,
  max_by(CAST(severity AS double), event_time) AS severity,
  max_by(account_id, event_time) AS account_id,
  max_by(title, event_time) AS title
FROM guardduty_findings
GROUP BY id
HAVING max_by(CAST(severity AS double), event_time) >= 7
ORDER BY severity DESC, updated DESC;
