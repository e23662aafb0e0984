-- Returns the form of a name in which names are compared and searched. It does the same as
-- ServiceDefaults.Standards.PersonName.KeyOf, which gives the reasons.
create or replace function platform.name_key(name text) returns text language sql immutable parallel safe return
    case when name ~ '^[\u4E00-\u9FA5]*$' then name else
    normalize(
        lower(
            regexp_replace(
                translate(
                    normalize(
                        translate(
                            name,
                            U&'\E7C7\E7C8\E815\E816\E817\E818\E819\E81A\E81B\E81C\E81D\E81E\E81F\E820\E821\E822'
                                '\E823\E824\E825\E826\E827\E828\E829\E82A\E82B\E82C\E82D\E82E\E82F\E830\E831\E832'
                                '\E833\E834\E835\E836\E837\E838\E839\E83A\E83B\E83C\E83D\E83E\E83F\E840\E841\E842'
                                '\E843\E844\E845\E846\E847\E848\E849\E84A\E84B\E84C\E84D\E84E\E84F\E850\E851\E852'
                                '\E853\E854\E855\E856\E857\E858\E859\E85A\E85B\E85C\E85D\E85E\E85F\E860\E861\E862'
                                '\E863\E864',
                            'ḿǹ⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻'
                        ),
                        NFKC
                    ),
                    '.•・‧∙⋅●。',
                    '········'
                ),
                '[\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F'
                    '\u2028-\u202F\u205F-\u206F\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\U000E0000-\U000E0FFF]+',
                '',
                'g'
            )
        ),
        NFC
    )
    end;
