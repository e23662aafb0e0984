using Contracts;
using Contracts.Organizations.V1;
using Testing;

namespace Census.Tests;

/// <summary>A county with a township, two villages and the staff of its ledger.</summary>
sealed class County
{
    static int s_last;
    readonly TestService _service;

    County(TestService service, string key, Guid id, Guid village, Guid otherVillage) =>
        (_service, Key, Id, Village, OtherVillage) = (service, key, id, village, otherVillage);

    /// <summary>Sort key of the county; the village's is below it.</summary>
    public string Key { get; }
    public string VillageKey => Key + "00010001";
    public string OtherVillageKey => Key + "00010002";
    public Guid Id { get; }
    public Guid Village { get; }
    public Guid OtherVillage { get; }

    /// <summary>An executive member of the village.</summary>
    public Client Member { get; private set; } = null!;

    /// <summary>Publishes the county's divisions as Organizations does.</summary>
    /// <param name="service">The service under test.</param>
    /// <param name="beside">A county in the same province.</param>
    public static async Task<County> NewAsync(TestService service, County? beside = null)
    {
        var number = Interlocked.Increment(ref s_last);
        var province = beside?.Key[..4] ?? number.ToString("0000", null);
        var key = $"{province}0001{number:0000}";
        var (county, township, village, other) = (
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7()
        );
        var from = new DateOnly(2023, 6, 30);
        List<Area> areas =
        [
            new(county, null, key, $"61{number:0000}000000", $"县{number}", 3, from),
            new(township, county, key + "0001", $"61{number:0000}100000", "城关镇", 4, from),
            new(village, township, key + "00010001", $"61{number:0000}100001", "城东社区居委会", 5, from),
            new(other, township, key + "00010002", $"61{number:0000}100002", "城西社区居委会", 5, from),
        ];
        if (beside is null)
            areas.Insert(
                0,
                new(Guid.CreateVersion7(), null, province, $"{number:00}0000000000", $"省{number}", 1, from)
            );
        await service.Deliver(new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, areas));
        var made = new County(service, key, county, village, other);
        made.Member = await made.Staff(Post.ExecutiveMember, made.VillageKey);
        return made;
    }

    /// <summary>A holder of a post over an area.</summary>
    public Task<Client> Staff(string post, string key) => _service.Holder(post, key);

    /// <summary>Registers a household in the village and returns the answer.</summary>
    public async Task<Registered> Register(params Resident[] residents) =>
        Registered.Of((await Member.Post("/census/v1/households", Household(residents))).Expect(201));

    /// <summary>Records a visit of an hour ago, by the member of the village if nobody else is given.</summary>
    public Task<Answer> Visit(Guid household, Client? by = null) =>
        (by ?? Member).Post(
            "/census/v1/visits",
            new
            {
                householdId = household,
                kind = "visit",
                visitedAt = _service.Clock.GetUtcNow().AddHours(-1),
                diary = "家中平安",
            }
        );

    /// <summary>A valid request for a household.</summary>
    public Form Household(params Resident[] residents) =>
        new(
            Village,
            "城东街12号",
            "family",
            "楼房三室",
            ["jobless"],
            residents.Length == 0 ? [Resident.New()] : residents
        );

    public sealed record Form(
        Guid DivisionId,
        string Address,
        string Type,
        string? Dwelling,
        string[]? Categories,
        Resident[] Residents
    );
}

/// <summary>The answer to the registration of a household.</summary>
sealed record Registered(Guid Id, IReadOnlyList<Guid> Residents, string Path)
{
    public static Registered Of(Answer answer) =>
        new(
            answer.Id,
            [.. answer["residents"].EnumerateArray().Select(r => r.GetProperty("id").GetGuid())],
            answer.Headers["Location"]
        );
}

/// <summary>A resident in a request.</summary>
sealed record Resident(string Name, string Relation, string? CitizenId, string Sex, string BirthDate, string Employment)
{
    static int s_last;

    public Guid? Id { get; init; }
    public string? Telephone { get; init; }
    public string? Ethnicity { get; init; }
    public string? RegistrationPlace { get; init; }
    public string? Education { get; init; }
    public string? MaritalStatus { get; init; }

    /// <summary>A jobless resident with an unused citizen id.</summary>
    public static Resident New(
        string name = "王秀兰",
        string relation = "0",
        string birthDate = "1990-05-17",
        string sex = "2"
    )
    {
        var number = Interlocked.Increment(ref s_last);
        var sequence = number % 499 * 2 + (sex == "1" ? 1 : 2);
        var body = $"6106{10 + number / 499:00}{birthDate.Replace("-", "", StringComparison.Ordinal)}{sequence:000}";
        return new(name, relation, body + ServiceDefaults.Sealing.CheckDigits.Mod11Of2(body), sex, birthDate, "jobless")
        {
            Telephone = $"139{number:00000000}",
            Ethnicity = "01",
            RegistrationPlace = "陕西省黄龙县石堡镇",
            Education = "70",
            MaritalStatus = "20",
        };
    }
}
