-- formerly 772ed20cc93811f67505d809df7b3f43308e2666e8e5fb96164f30ea54ec4831
-- The order of Chinese words: by sound, or by strokes. Both are deterministic, so that equal means equal bytes and a
-- cursor goes on where a page ended.
do $$
begin
    create collation platform.pinyin (provider = icu, locale = 'zh-u-co-pinyin');
    create collation platform.stroke (provider = icu, locale = 'zh-u-co-stroke');
exception when feature_not_supported then
    raise warning 'this PostgreSQL is built without ICU: names are sorted by code point, neither by pinyin nor by strokes';
    create collation platform.pinyin from pg_catalog."C";
    create collation platform.stroke from pg_catalog."C";
end
$$;
