using Testing;

namespace Census.Tests;

public class ResidentTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public async Task A_disclosure_answers_the_requested_numbers_and_audits_the_reason()
    {
        var county = await County.NewAsync(_service);
        var person = Resident.New();
        var id = (await county.Register(person)).Residents[0];
        var path = $"/census/v1/residents/{id}/disclosures";

        var answer = (
            await county.Member.Post(path, new { fields = new[] { "telephone" }, reason = "约定入户时间" })
        ).Expect(200);
        Assert.Equal(person.Telephone, answer["telephone"].GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer["citizenId"].ValueKind);
        Assert.Equal(
            person.CitizenId,
            (await county.Member.Post(path, new { fields = new[] { "citizen-id" }, reason = "办理低保申请" }))
                .Expect(200)["citizenId"]
                .GetString()
        );
        var reasons = await _service.Database.Query<string>(
            """
            select purpose
            from platform.audit
            where caller_id = @Subject and @id = any (subjects) and action like '%disclosures'
            order by position
            """,
            new { county.Member.Subject, id }
        );
        Assert.Equal(["约定入户时间", "办理低保申请"], reasons);

        (await county.Member.Post(path, new { fields = new[] { "telephone" }, reason = "要看" })).Refused(
            400,
            "PLT-0001",
            "/reason CEN-1010"
        );
        (
            await county.Member.Post(path, new { fields = new[] { "shoe-size" }, reason = new string('长', 201) })
        ).Refused(400, "PLT-0001", "/fields/0 PLT-1003", "/reason PLT-1002");
        (await county.Member.Post(path, new { })).Refused(400, "PLT-0001", "/fields PLT-1001", "/reason PLT-1001");
        var elsewhere = await County.NewAsync(_service);
        (await elsewhere.Member.Post(path, new { fields = new[] { "telephone" }, reason = "约定入户时间" })).Expect(
            404
        );
        (await _service.As(id).Post(path, new { fields = new[] { "telephone" }, reason = "约定入户时间" })).Expect(403);
    }

    [Fact]
    public async Task A_repeated_disclosure_is_checked_and_audited_again_and_its_answer_is_not_stored()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register(Resident.New());
        var (path, key) = ($"/census/v1/residents/{made.Residents[0]}/disclosures", Guid.NewGuid().ToString());
        Task<Answer> Disclose() =>
            county.Member.Post(path, new { fields = new[] { "telephone" }, reason = "约定入户时间" }, key);
        var first = (await Disclose()).Expect(200);
        Assert.Equal(first.Text, (await Disclose()).Expect(200).Text);
        Assert.Equal(
            2,
            await _service.Database.Find<long>(
                "select count(*) from platform.audit where caller_id = @Subject and action like '%disclosures'",
                new { county.Member.Subject }
            )
        );
        Assert.Equal(
            0,
            await _service.Database.Find<long>(
                "select count(*) from platform.idempotency where key = @key and answer is not null",
                new { key }
            )
        );

        // The household moves out of the member's scope.
        await _service.Database.Execute(
            "update residents set scope_key = 'elsewhere' where id = @id",
            new { id = made.Residents[0] }
        );
        (await Disclose()).Expect(404);
    }

    [Fact]
    public async Task A_person_reads_only_their_own_record()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register(Resident.New(), Resident.New("李大海", "1", sex: "1"));
        var resident = _service.As(made.Residents[0]);
        var read = (await resident.Get("/census/v1/me/resident")).Expect(200);
        Assert.Equal((made.Residents[0], "王秀兰"), (read.Id, read["name"].GetString()));
        (await resident.Get($"/census/v1/residents/{made.Residents[1]}")).Expect(403);
        (await resident.Get(made.Path)).Expect(403);
        (await _service.AsSomebody().Get("/census/v1/me/resident")).Expect(404);
        // A member of the ledger who is no resident gets no resident of the area.
        (await county.Member.Get("/census/v1/me/resident")).Expect(404);
    }

    [Fact]
    public async Task Every_read_of_a_person_is_in_the_audit_with_its_purpose()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        var need = (await county.Member.Post("/census/v1/needs", NeedTests.Form(made.Residents[0]))).Expect(201);
        var visit = (
            await county.Member.Post(
                "/census/v1/visits",
                new
                {
                    householdId = made.Id,
                    kind = "call",
                    visitedAt = _service.Clock.GetUtcNow(),
                    diary = "电话问候",
                }
            )
        ).Expect(201);
        var reader = new Client(
            _service.Http,
            TestService.DevelopmentKey,
            (await county.Staff("grid-member", county.VillageKey)).Subject
        )
        {
            Purpose = "季度走访",
        };
        string[] paths =
        [
            made.Path,
            $"/census/v1/residents/{made.Residents[0]}",
            "/census/v1/households",
            "/census/v1/households?q=王",
            visit.Headers["Location"],
            "/census/v1/visits",
            need.Headers["Location"],
            "/census/v1/needs",
        ];
        foreach (var path in paths)
            (await reader.Get(path)).Expect(200);
        Assert.Equal(
            paths.Length,
            await _service.Database.Find<int>(
                """
                select count(*)::int
                from platform.audit
                where caller_id = @Subject and purpose = '季度走访' and @id = any (subjects)
                """,
                new { reader.Subject, id = made.Residents[0] }
            )
        );
    }
}
