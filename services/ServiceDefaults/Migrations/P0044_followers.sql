-- formerly e3dc96fda2f492c2617d171c11dfd2cfb9834a434d69b493c9ea53423070b396
-- Who follows which of this service's streams, by queue: what is sent must reach every one of them. Each is learned
-- when its service asks for the history; those who asked before are found in the answers they got.
create table platform.followers (stream text not null, queue text not null, primary key (stream, queue));
insert into platform.followers (stream, queue)
select distinct body::jsonb ->> 'stream', body::jsonb ->> 'queue'
from platform.events
where stream = 'platform.republished' and type = 'Contracts.Platform.V1.RepublishCompleted';

-- That this service has left a mark on its broker, lane by lane: where the mark is not there any more, that broker has lost what it held.
create table platform.broker_marks (lane smallint primary key, made_at timestamptz not null);

-- A history that takes longer to come than to be asked for again is answered to an earlier request: any since the
-- need for it arose will do.
alter table platform.subscriptions add column first_request_id uuid, add column repeats int not null default 0;
