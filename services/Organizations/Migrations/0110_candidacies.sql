-- formerly 7f20eee851d3daa7bbaab12bc5703f5968746292a8f132996d58919c6834aebc
-- A candidacy that nothing has decided has no outcome. One that ended before the count, by its own wish, death or the
-- end of the seat or membership it rests on, says when and why. An election that will not be held is cancelled with a
-- reason; recorded_at says when an election was open no longer, whatever ended it.
alter table candidates
    drop constraint candidates_outcome_check,
    add constraint candidates_outcome_check check (outcome in ('elected', 'not-elected', 'tied', 'withdrawn', 'cancelled')),
    add withdrawn_at timestamptz,
    add withdrawal text check (withdrawal in ('own-wish', 'death', 'left-body', 'not-eligible')),
    add withdrawal_note text,
    add check (num_nonnulls(withdrawn_at, withdrawal) in (0, 2));
alter table elections
    drop constraint elections_state_check,
    add constraint elections_state_check check (state in ('open', 'decided', 'runoff', 'cancelled')),
    add cancelled_by uuid,
    add cancellation text,
    drop constraint elections_runoff_of_key;
create unique index elections_runoff on elections (runoff_of) where runoff_of is not null and state <> 'cancelled';

-- Of several elections open for the same seats the one with the most candidates goes on, of equal ones the first.
with doubled as (
    select
        e.id,
        row_number() over (
            partition by e.term_id, e.post
            order by (select count(*) from candidates c where c.election_id = e.id) desc, e.id) as place
    from elections e
    where e.state = 'open'),
cancelled as (
    update elections e set
        state = 'cancelled',
        recorded_at = now(),
        cancellation = '同一名额另有选举 Another election is open for the same seats',
        version = version + 1
    from doubled d
    where d.id = e.id and d.place > 1 returning e.id)
update candidates c set outcome = 'cancelled', version = version + 1 from cancelled e where c.election_id = e.id;
create unique index elections_open on elections (term_id, post) where state = 'open';
