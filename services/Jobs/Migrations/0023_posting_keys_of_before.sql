-- Postings whose key or pieces are others than before; most are plain Chinese and stay as they are. Apart from the triggers, whose making keeps writers out.
update postings set title = title
where search_text <> platform.name_key(title) || ' ' || platform.name_key(employer_name) or search_text ~ '[^ -~\u4E00-\u9FFF]';
