using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Codes change every year; a division keeps its id.</summary>
public class DivisionCodeChangeTests(OrganizationsFixture fixture)
{
    const string Header = "code,name,parentCode,formerCode\n";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_county_that_becomes_a_city_keeps_its_divisions_and_is_found_by_its_old_codes()
    {
        var province = await Province.NewAsync(_service);
        var p = province.Digits;
        var before = await province.Division(province.Village);
        var file =
            $"{Header}{p}0181000000,黄龙市,{p}0100000000,{province.County}\n"
            + $"{p}0181100000,石堡镇,{p}0181000000,{province.Township}\n"
            + $"{p}0181100001,城东社区居委会,{p}0181100000,{province.Village}\n";
        var job = await province.Upload(file);
        Assert.Equal((0, 3, 0), (job["new"].GetInt32(), job["renamed"].GetInt32(), job["unchanged"].GetInt32()));
        await province.Apply(job);
        var after = await province.Division(p + "0181100001");
        Assert.Equal((before.Id, before["key"].GetString()), (after.Id, after["key"].GetString()));
        var former = await province.Division(province.Village);
        Assert.Equal((after.Id, p + "0181100001"), (former.Id, former["code"].GetString()));
        var became = Assert.Single(former["successors"].EnumerateArray());
        Assert.Equal(
            (after.Id, p + "0181100001", "recoded", "2023-06-30"),
            (
                became.GetProperty("id").GetGuid(),
                became.GetProperty("code").GetString(),
                became.GetProperty("relation").GetString(),
                became.GetProperty("since").GetString()
            )
        );
        Assert.Equal("黄龙市", (await province.Division(province.County))["name"].GetString());
        Assert.Equal(
            [p + "0181000000", p + "0181100000", p + "0181100001"],
            (await _service.Published<DivisionsPublished>())
                .Last(e => e.Divisions.Any(d => d.Id == after.Id))
                .Divisions.Select(d => d.Code)
        );

        var again = await province.Upload(file);
        Assert.Equal((0, 0, 3), (again["new"].GetInt32(), again["renamed"].GetInt32(), again["unchanged"].GetInt32()));
    }

    [Fact]
    public async Task Codes_may_shift_by_one_in_a_single_file()
    {
        var province = await Province.NewAsync(_service);
        var (t, first, second) = (
            province.Township,
            await province.Division(province.Village),
            await province.Division(province.Digits + "0101100002")
        );
        var code = province.Digits + "010110000";
        var file =
            $"{Header}{code}1,新来的社区,{t},\n{code}2,{first["name"].GetString()},{t},{code}1\n"
            + $"{code}3,{second["name"].GetString()},{t},{code}2\n";
        var job = await province.Upload(file);
        Assert.Equal((1, 2, 0), (job["new"].GetInt32(), job["renamed"].GetInt32(), job["unchanged"].GetInt32()));
        await province.Apply(job);
        Assert.Equal(
            (first.Id, second.Id),
            ((await province.Division(code + "2")).Id, (await province.Division(code + "3")).Id)
        );
        var fresh = await province.Division(code + "1");
        Assert.Equal(("新来的社区", "002"), (fresh["name"].GetString(), fresh["key"].GetString()![^3..]));
        Assert.Equal(3, (await province.Upload(file))["unchanged"].GetInt32());
    }

    [Fact]
    public async Task A_former_code_that_does_not_fit_is_refused()
    {
        var province = await Province.NewAsync(_service);
        var (p, t) = (province.Digits, province.Township);
        var job = await province.Upload(
            $"{Header}{p}0101100003,甲,{t},{p}0101100009\n{p}0101100004,乙,{t},{p}0102200201\n"
                + $"{p}0101100005,丙,{t},{p}0101100001\n{p}0101100006,丁,{t},{p}0101100001\n"
                + $"{p}0101100007,戊,{t},{t}\n{p}0101100002,己,{t},{p}0101100001\n"
        );
        Assert.Equal(
            [
                (2, "former-missing"),
                (3, "former-elsewhere"),
                (4, "former-twice"),
                (5, "former-twice"),
                (6, "former-format"),
                (7, "former-twice"),
            ],
            await province.Rejections(job)
        );
        job = await province.Upload($"{Header}{p}0101100002,己,{t},{p}0101100001\n");
        Assert.Equal([(2, "code-taken")], await province.Rejections(job));
    }
}
