-- A learner can leave a class; her place is free again, and she may come back to the same class, the next turn.
alter table enrolments
    add column left_on date,
    add column left_reason text,
    add column turn int not null default 1,
    drop constraint enrolments_state_check,
    add constraint enrolments_state_check check (state in ('enrolled', 'failed', 'passed', 'certified', 'left')),
    add constraint enrolments_left check ((state = 'left') = (left_on is not null) and (left_on is null) = (left_reason is null)),
    drop constraint enrolments_once,
    add constraint enrolments_once unique (class_id, person_id, turn);
