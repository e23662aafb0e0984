create index households_division on households (division_id);
