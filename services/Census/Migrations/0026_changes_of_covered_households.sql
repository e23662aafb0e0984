-- Who covers a household finds what changes in it in the feed.
select platform.track_resource('households', 'scope_key', 'id');
select platform.track_resource('residents', 'scope_key', 'household_id');
select platform.track_resource('visits', 'scope_key', 'household_id');
select platform.track_resource('needs', 'scope_key', 'household_id');
