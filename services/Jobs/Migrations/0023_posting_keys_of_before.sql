-- Open postings whose key or pieces are others than before; most are plain Chinese and stay as they are, and one that is
-- filled or closed is looked for no more. Apart from the triggers, whose making keeps writers out.
update postings set title = title
where state = 'open'
    and (
        search_text <> platform.name_key(title) || ' ' || platform.name_key(employer_name)
        or search_text ~ '[^ -~\u4E00-\u9FFF]'
    );
