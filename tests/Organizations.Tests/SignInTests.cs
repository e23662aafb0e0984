using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Browsers that are signed in: what the gateway keeps of them, and who ends them.</summary>
public class SignInTests(OrganizationsFixture fixture)
{
    const string SignIns = "/organizations/v1/gateway/sign-ins",
        Mine = "/organizations/v1/me/sign-ins";
    static readonly byte[] Tokens = [1, 2, 3];
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_gateway_reads_the_sealed_tokens_that_it_has_kept()
    {
        var hash = await StartAsync(Guid.CreateVersion7());
        var kept = (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{hash}")).Expect(200);
        Assert.Equal(
            (Convert.ToBase64String(Tokens), 1, false),
            (kept["tokens"].GetString(), kept["version"].GetInt32(), kept["renewing"].GetBoolean())
        );
    }

    [Fact]
    public async Task A_caller_without_the_gateways_key_is_refused()
    {
        var path = $"{SignIns}/{await StartAsync(Guid.CreateVersion7())}";
        (await _service.AsNobody().Get(path)).Refused(401, "PLT-0003");
        (await _service.AsNobody().Send(HttpMethod.Get, path, null, ("Platform-Gateway", "made up"))).Refused(
            401,
            "PLT-0003"
        );
        (await _service.AsSomebody().Get(path)).Refused(403, "PLT-0004");
    }

    [Fact]
    public async Task A_hash_that_is_none_is_refused() =>
        (await _service.AsGateway(HttpMethod.Get, SignIns + "/short")).Refused(400, "PLT-0002");

    [Fact]
    public async Task Two_replicas_that_claim_a_renewal_at_once_get_it_once()
    {
        var hash = await StartAsync(Guid.CreateVersion7());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(hash, 1)));
        Assert.Single(claims, true);
    }

    [Fact]
    public async Task A_claim_of_a_replica_that_has_died_ends_after_20_s()
    {
        var hash = await StartAsync(Guid.CreateVersion7());
        Assert.True(await ClaimAsync(hash, 1));
        await LetPassAsync(hash, TimeSpan.FromSeconds(21));
        Assert.True(await ClaimAsync(hash, 1));
    }

    [Fact]
    public async Task Renewed_tokens_replace_the_former_ones_once()
    {
        var hash = await StartAsync(Guid.CreateVersion7());
        var renewed = new { version = 1, tokens = new byte[] { 4 } };
        (await _service.AsGateway(HttpMethod.Put, $"{SignIns}/{hash}", renewed)).Expect(204);
        (await _service.AsGateway(HttpMethod.Put, $"{SignIns}/{hash}", renewed)).Refused(404, "PLT-0005");
        var kept = (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{hash}")).Expect(200);
        Assert.Equal(("BA==", 2), (kept["tokens"].GetString(), kept["version"].GetInt32()));
        Assert.False(await ClaimAsync(hash, 1));
    }

    [Fact]
    public async Task A_sign_in_is_over_after_its_hours()
    {
        var person = Guid.CreateVersion7();
        var hash = await StartAsync(person);
        await LetPassAsync(hash, TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{hash}")).Refused(404, "PLT-0005");
        Assert.Empty(await MineAsync(person));
    }

    [Fact]
    public async Task Sign_out_ends_the_sign_in_also_twice()
    {
        var hash = await StartAsync(Guid.CreateVersion7());
        for (var time = 0; time < 2; time++)
            (await _service.AsGateway(HttpMethod.Delete, $"{SignIns}/{hash}")).Expect(204);
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{hash}")).Refused(404, "PLT-0005");
    }

    [Fact]
    public async Task A_person_sees_the_own_sign_ins_only_and_ends_one()
    {
        var (person, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (first, second) = (await StartAsync(person, "Chrome · Android"), await StartAsync(person));
        await StartAsync(other);
        var mine = await MineAsync(person);
        Assert.Equal(["Edge · Windows", "Chrome · Android"], mine.Select(s => s.GetProperty("device").GetString()));
        (await _service.As(person).Delete($"{Mine}/{mine[1].GetProperty("id").GetGuid()}", null)).Expect(204);
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{first}")).Refused(404, "PLT-0005");
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{second}")).Expect(200);
    }

    [Fact]
    public async Task A_person_does_not_end_the_sign_in_of_another()
    {
        var person = Guid.CreateVersion7();
        var hash = await StartAsync(person);
        var id = Assert.Single(await MineAsync(person)).GetProperty("id").GetGuid();
        (await _service.AsSomebody().Delete($"{Mine}/{id}", null)).Refused(404, "PLT-0005");
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{hash}")).Expect(200);
    }

    [Fact]
    public async Task An_officer_ends_the_sign_ins_of_a_person_of_the_area_and_of_no_other()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (near, far) = (
            await RegisteredAsync(province, province.County),
            await RegisteredAsync(province, province.OtherCounty)
        );
        var (ended, kept) = (await StartAsync(near), await StartAsync(far));
        Assert.Equal(
            1,
            (await officer.Get($"/organizations/v1/people/{near}/sign-ins")).Expect(200)["items"].GetArrayLength()
        );
        (await officer.Delete($"/organizations/v1/people/{near}/sign-ins", null)).Expect(204);
        (await officer.Get($"/organizations/v1/people/{far}/sign-ins")).Refused(404, "PLT-0005");
        (await officer.Delete($"/organizations/v1/people/{far}/sign-ins", null)).Refused(404, "PLT-0005");
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{ended}")).Refused(404, "PLT-0005");
        (await _service.AsGateway(HttpMethod.Get, $"{SignIns}/{kept}")).Expect(200);
    }

    /// <summary>Moves the times of one sign-in back: the clock is common to all tests.</summary>
    Task<int> LetPassAsync(string hash, TimeSpan time) =>
        _service.Database.Execute(
            "update sign_ins set renewing_until = renewing_until - @time, ends_at = ends_at - @time where hash = @hash",
            new { hash = Base64Url.DecodeFromChars(hash), time }
        );

    async Task<IReadOnlyList<JsonElement>> MineAsync(Guid person) =>
        [.. (await _service.As(person).Get(Mine)).Expect(200)["items"].EnumerateArray()];

    async Task<bool> ClaimAsync(string hash, int version) =>
        (await _service.AsGateway(HttpMethod.Post, $"{SignIns}/{hash}/claims", new { version }))
            .Expect(200)["claimed"]
            .GetBoolean();

    async Task<string> StartAsync(Guid person, string device = "Edge · Windows")
    {
        var hash = RandomNumberGenerator.GetBytes(32);
        (
            await _service.AsGateway(
                HttpMethod.Post,
                SignIns,
                new
                {
                    hash,
                    personId = person,
                    device,
                    tokens = Tokens,
                    hours = 12,
                }
            )
        ).Expect(204);
        return Base64Url.EncodeToString(hash);
    }

    static async Task<Guid> RegisteredAsync(Province province, string division) =>
        (
            await province.Administrator.Post(
                "/organizations/v1/people",
                new { name = "王秀英", divisionId = (await province.Division(division)).Id }
            )
        )
            .Expect(201)
            .Id;
}
