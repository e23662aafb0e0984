using Census.Domain;
using Census.Features.Needs;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Census.Tests;

public class NameGramTests
{
    static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_260_301, 17);

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property A_name_has_all_grams_of_any_part_of_it() =>
        Prop.ForAll(
            Gen.Elements("王秀兰", "欧阳娜娜", "阿依古丽·买买提", "𠮷田 Anna", "李").ToArbitrary(),
            Gen.Choose(0, 20).ToArbitrary(),
            Gen.Choose(1, 20).ToArbitrary(),
            (name, start, length) =>
            {
                var runes = name.EnumerateRunes().ToArray();
                var from = start % runes.Length;
                var part = string.Concat(runes.Skip(from).Take(length));
                return !NameGrams.Wanted(part).Except(NameGrams.Of(name)).Any();
            }
        );

    [Theory]
    [
        InlineData("阿依木•买买提", "阿依木·买买提"),
        InlineData("阿依木·买买提", "木．买"),
        InlineData("李\uE863", "李䶮")
    ]
    [InlineData("ELENA  IVANOVA", "elena ivanova"), InlineData("E\u0301lise", "Élise"), InlineData("周　丽", " 周丽 ")]
    public void A_name_is_found_in_each_way_of_typing(string name, string query) =>
        Assert.Empty(NameGrams.Wanted(query).Except(NameGrams.Of(name)));

    [Fact]
    public void A_name_registered_with_another_dot_is_found() =>
        Assert.Empty(
            NameGrams
                .Wanted("买买提·阿依木")
                .Except(["买", "提", "阿", "依", "木", "•", "买买", "买提", "提•", "•阿", "阿依", "依木"])
        );

    [Fact]
    public void A_need_never_goes_back_to_an_earlier_state()
    {
        string[] states = ["open", "in-training", "trained", "closed"];
        foreach (var state in states)
        foreach (var news in states)
            Assert.Equal(
                states[Math.Max(Array.IndexOf(states, state), Array.IndexOf(states, news))],
                NeedProgress.After(state, news)
            );
    }
}
