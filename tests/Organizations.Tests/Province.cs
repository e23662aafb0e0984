using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// A province with a city, two counties, a township in each and two villages in each of those; and staff for them.
/// </summary>
sealed class Province
{
    const int FirstOfTurns = 50,
        Turns = 50;
    static int s_last = 10,
        s_turn = -1;
    readonly TestService _service;

    Province(TestService service, Client administrator, string digits) =>
        (_service, Administrator, Digits) = (service, administrator, digits);

    /// <summary>The two digits of the province; every code in it begins with them.</summary>
    public string Digits { get; }

    public Client Administrator { get; }

    public string County => Digits + "0101000000";
    public string OtherCounty => Digits + "0102000000";
    public string Township => Digits + "0101100000";
    public string Village => Digits + "0101100001";

    public List<(string Code, string Name, string Parent)> Rows =>
        [
            (Digits + "0000000000", $"省{Digits}", ""),
            (Digits + "0100000000", "市辖区", Digits + "0000000000"),
            (County, "黄龙县", Digits + "0100000000"),
            (OtherCounty, "洛川县", Digits + "0100000000"),
            (Township, "石堡镇", County),
            (Digits + "0102200000", "旧县乡", OtherCounty),
            (Village, "城东社区居委会", Township),
            (Digits + "0101100002", "城西社区居委会", Township),
            (Digits + "0102200201", "一村村委会", Digits + "0102200000"),
            (Digits + "0102200202", "二村村委会", Digits + "0102200000"),
        ];

    /// <summary>An unused province; the tree has no division of it yet.</summary>
    public static Task<Province> UnknownAsync(TestService service) =>
        OfAsync(service, Interlocked.Increment(ref s_last));

    /// <summary>
    /// A province with its tree. All tests share 99 numbers in turn: the oldest user of a number gives it up.
    /// </summary>
    public static async Task<Province> NewAsync(TestService service)
    {
        var turn = Interlocked.Increment(ref s_turn);
        var province = await OfAsync(service, FirstOfTurns + turn % Turns);
        var past = new { prefix = province.Digits + "%", gone = $"-{turn}-" };
        if (turn >= Turns)
            await service.Database.Execute(
                """
                update divisions set code = @gone || code where code like @prefix;
                update division_history set code = @gone || code where code like @prefix
                """,
                past
            );
        await province.Apply(await province.Upload(Csv(province.Rows)));
        return province;
    }

    static async Task<Province> OfAsync(TestService service, int number) =>
        new(service, await service.Holder(Post.PlatformAdministrator, ""), number.ToString("00", null));

    public static string Csv(
        IEnumerable<(string Code, string Name, string Parent)> rows,
        string header = "code,name,parentCode"
    ) => header + "\n" + string.Join('\n', rows.Select(r => $"{r.Code},{r.Name},{r.Parent}")) + "\n";

    public Task<Answer> Upload(string text, Client? by = null) => Upload(Encoding.UTF8.GetBytes(text), by: by);

    /// <summary>Uploads a file and waits for the end of its dry run.</summary>
    public async Task<Answer> Upload(byte[] file, string mediaType = "text/csv", Client? by = null)
    {
        var sent = (await Send(file, mediaType, by)).Expect(202);
        return await Ended(sent.Id, by, "validated", "rejected", "failed");
    }

    public Task<Answer> Send(
        byte[] file,
        string mediaType = "text/csv",
        Client? by = null,
        string query = "?effective=2023-06-30"
    ) =>
        (by ?? Administrator).Send(
            HttpMethod.Post,
            "/organizations/v1/division-imports" + query,
            new ByteArrayContent(file) { Headers = { ContentType = new(mediaType) } }
        );

    public async Task<Answer> Apply(Answer validated, Client? by = null)
    {
        Assert.True("validated" == validated["state"].GetString(), validated.Text);
        (await (by ?? Administrator).Post($"/organizations/v1/division-imports/{validated.Id}/apply")).Expect(202);
        return await Ended(validated.Id, by, "applied", "rejected", "failed");
    }

    /// <summary>Rule and line of each rejected row.</summary>
    public async Task<List<(int Line, string Rule)>> Rejections(Answer job) =>
        [
            .. (await Administrator.Get($"/organizations/v1/division-imports/{job.Id}/rejections?limit=500"))
                .Expect(200)
                .Items.Select(r => (r.GetProperty("line").GetInt32(), r.GetProperty("rule").GetString()!)),
        ];

    public async Task<Answer> Division(string code) =>
        (await _service.AsNobody().Get($"/organizations/v1/divisions/by-code/{code}")).Expect(200);

    public async Task<string> Key(string code) => (await Division(code))["key"].GetString()!;

    /// <summary>Ends a division at its present version.</summary>
    public async Task<Answer> End(Guid division, string? validTo = null)
    {
        var path = $"/organizations/v1/divisions/{division}";
        return await Administrator.Send(
            HttpMethod.Post,
            path + "/end",
            new { validTo },
            ("Idempotency-Key", Guid.NewGuid().ToString()),
            ("If-Match", (await Administrator.Get(path)).Expect(200).ETag)
        );
    }

    /// <summary>A holder of a post over a division of this province.</summary>
    public async Task<Client> Staff(string post, string code) => await _service.Holder(post, await Key(code));

    /// <summary>
    /// A person whom the county has registered and who holds a post in the village; the county's officer, and the chair
    /// of the township, who sees the person by that post alone.
    /// </summary>
    public async Task<(Guid Person, Client County, Client Chair)> HolderOfTownship()
    {
        var (officer, chair) = (await Staff(Post.FederationOfficer, County), await Staff(Post.Chair, Township));
        var person = (await officer.Post("/organizations/v1/people", new { name = "王执委" })).Expect(201).Id;
        (
            await officer.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.ExecutiveMember,
                    divisionId = (await Division(Village)).Id,
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        return (person, officer, chair);
    }

    Task<Answer> Ended(Guid id, Client? by, params string[] states) =>
        Eventually.Of(
            () => (by ?? Administrator).Get($"/organizations/v1/division-imports/{id}"),
            a => states.Contains(a.Expect(200)["state"].GetString()),
            string.Join(" or ", states)
        );
}
