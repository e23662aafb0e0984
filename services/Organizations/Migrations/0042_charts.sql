-- What a vice chair looks after (分管工作), as it stands on the chart.
alter table appointments add column portfolio text;
