using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Organizations.V1;

namespace Training.Tests;

/// <summary>Opening a class and enrolling in it.</summary>
public class ClassTests(TrainingFixture training)
{
    [Theory]
    [InlineData("course", "null", "/course PLT-1001"), InlineData("course", "\"astrology\"", "/course PLT-1003")]
    [
        InlineData("name", "\"  \"", "/name PLT-1001"),
        InlineData("divisionId", "null", "/divisionId PLT-1001"),
        InlineData("divisionId", "\"0192d6a0-0000-7000-8000-000000000000\"", "/divisionId PLT-1008")
    ]
    [
        InlineData(
            "endsOn",
            "\"2020-01-01\"",
            "/endsOn PLT-1007",
            "/lessons/0/day PLT-1007",
            "/lessons/1/day PLT-1007"
        ),
        InlineData("startsOn", "\"0001-01-01\"", "/startsOn PLT-1007")
    ]
    [
        InlineData("startsOn", "\"9999-12-31\"", "/startsOn PLT-1007"),
        InlineData("startsOn", "null", "/startsOn PLT-1001")
    ]
    [
        InlineData("capacity", "0", "/capacity PLT-1007"),
        InlineData("capacity", "501", "/capacity PLT-1007"),
        InlineData("capacity", "null", "/capacity PLT-1001")
    ]
    [
        InlineData("passMark", "101", "/passMark PLT-1007"),
        InlineData("passMark", "-1", "/passMark PLT-1007"),
        InlineData("attendanceRequired", "1.01", "/attendanceRequired PLT-1007"),
        InlineData("attendanceRequired", "null", "/attendanceRequired PLT-1001")
    ]
    [InlineData("lessons", "[]", "/lessons PLT-1001"), InlineData("lessons", "[null]", "/lessons/0 PLT-1001")]
    [InlineData(
        "lessons",
        """[{"day":"2001-01-01","from":"10:00","to":"09:00"}]""",
        "/lessons/0/day PLT-1007",
        "/lessons/0/to PLT-1007"
    )]
    public async Task A_bad_field_of_a_class_is_named(string field, string value, params string[] errors)
    {
        var scene = await Scene.CreateAsync(training);
        var body = JsonSerializer.SerializeToNode(scene.Class())!.AsObject();
        body[field] = JsonNode.Parse(value);
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString())).Refused(400, "PLT-0001", errors);
    }

    [Fact]
    public async Task All_bad_fields_of_a_class_are_named_in_one_answer()
    {
        var scene = await Scene.CreateAsync(training);
        (await scene.Officer.Post("/training/v1/classes", new { })).Refused(
            400,
            "PLT-0001",
            "/course PLT-1001",
            "/name PLT-1001",
            "/startsOn PLT-1001",
            "/endsOn PLT-1001",
            "/capacity PLT-1001",
            "/passMark PLT-1001",
            "/attendanceRequired PLT-1001",
            "/lessons PLT-1001",
            "/divisionId PLT-1001"
        );
        (
            await scene.Officer.Post(
                "/training/v1/classes",
                scene.Class(
                    lessons: new[]
                    {
                        Scene.Lesson(scene.Today, "09:00", "11:00"),
                        Scene.Lesson(scene.Today, "10:59", "12:00"),
                    }
                )
            )
        ).Refused(400, "PLT-0001", "/lessons/1 PLT-1010");
    }

    [Theory]
    [
        InlineData("""{"course":1}""", "/course PLT-1006"),
        InlineData("""{"colour":"red"}""", "/colour PLT-1009"),
        InlineData("""{"lessons":[{"day":"tomorrow"}]}""", "/lessons/0/day PLT-1006"),
        InlineData("""{"lessons":[{"from":"25:00"}]}""", "/lessons/0/from PLT-1006")
    ]
    [InlineData("[]"), InlineData("{"), InlineData("null")]
    public async Task A_malformed_body_is_refused(string json, params string[] errors)
    {
        var scene = await Scene.CreateAsync(training);
        (await scene.Officer.Post("/training/v1/classes", json)).Refused(400, "PLT-0002", errors);
    }

    [Fact]
    public async Task A_name_with_a_null_character_is_refused()
    {
        var scene = await Scene.CreateAsync(training);
        var body = JsonSerializer.SerializeToNode(scene.Class())!.AsObject();
        body["name"] = "a\0b";
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString())).Refused(
            400,
            "PLT-0001",
            "/name PLT-1020"
        );
    }

    [Fact]
    public async Task A_class_keeps_the_given_id_and_sorts_its_lessons()
    {
        var scene = await Scene.CreateAsync(training);
        var body = JsonSerializer
            .SerializeToNode(
                scene.Class(
                    lessons: new[]
                    {
                        Scene.Lesson(scene.Today, "13:00", "15:00"),
                        Scene.Lesson(scene.Today, "09:00", "11:00"),
                    }
                )
            )!
            .AsObject();
        var id = Guid.CreateVersion7();
        body["id"] = id;
        Assert.Equal(id, (await scene.Officer.Post("/training/v1/classes", body.ToJsonString())).Expect(201).Id);
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString())).Refused(
            400,
            "PLT-0001",
            "/id PLT-1011"
        );
        var read = (await scene.Officer.Get($"/training/v1/classes/{id}")).Expect(200);
        Assert.Equal(1, read.Version);
        Assert.Equal(
            ["1 09:00", "2 13:00"],
            read["lessons"]
                .EnumerateArray()
                .Select(l => $"{l.GetProperty("n").GetInt32()} {l.GetProperty("from").GetString()}")
        );
        (await scene.Officer.Get($"/training/v1/classes/{id}", read.ETag)).Expect(304);
    }

    [Fact]
    public async Task Classes_are_listed_page_by_page_newest_first()
    {
        var scene = await Scene.CreateAsync(training);
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
            made.Add(await scene.OpenClass());
        List<Guid> seen = [];
        for (string? next = ""; next is not null; )
        {
            var page = (
                await scene.Officer.Get($"/training/v1/classes?limit=2{(next.Length > 0 ? "&cursor=" + next : "")}")
            ).Expect(200);
            seen.AddRange(page.Items.Select(c => c.GetProperty("id").GetGuid()));
            next = page["next"].GetString();
        }
        Assert.Equal(made.AsEnumerable().Reverse(), seen);
        (await scene.Officer.Get("/training/v1/classes?cursor=nonsense")).Refused(400, "PLT-0012");
        (await scene.Officer.Get("/training/v1/classes?limit=0")).Refused(400, "PLT-0001", "/limit PLT-1007");
        (await scene.Officer.Get("/training/v1/learners?state=sleeping")).Refused(400, "PLT-0001", "/state PLT-1003");
    }

    [Fact]
    public async Task A_class_shows_the_present_name_of_its_division()
    {
        var scene = await Scene.CreateAsync(training);
        var planned = await scene.OpenClass();
        var before = (await scene.Trainer.Get($"/training/v1/classes/{planned}")).Expect(200);
        Assert.Equal("黄龙县", before["division"].GetString());
        await scene.Service.Deliver(
            new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [scene.County with { Name = "黄龙区" }])
        );
        var after = (await scene.Trainer.Get($"/training/v1/classes/{planned}", before.ETag)).Expect(200);
        Assert.Equal("黄龙区", after["division"].GetString());
    }

    [Fact]
    public async Task Of_two_learners_enrolled_at_once_in_the_last_place_one_is_enrolled()
    {
        var scene = await Scene.CreateAsync(training);
        var people = new List<Guid>();
        for (var i = 0; i < 6; i++)
            people.Add((await scene.OpenNeed()).Person);
        var planned = await scene.OpenClass(capacity: 2);
        var answers = await Task.WhenAll(
            people.Select(p => scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = p }))
        );
        Assert.Equal(2, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "TRN-0001");
        Assert.Equal(
            (2, 2L),
            await scene.Service.Database.Find<(int, long)>(
                """
                select taken, (select count(*) from enrolments where class_id = c.id)
                from classes c
                where id = @planned
                """,
                new { planned }
            )
        );
    }

    [Fact]
    public async Task A_learner_enrolled_twice_at_once_takes_one_place()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person })
                )
        );
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "TRN-0002");
        Assert.Equal(
            1,
            await scene.Service.Database.Find<int>("select taken from classes where id = @planned", new { planned })
        );
        (await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1001"
        );
        (
            await scene.Officer.Post(
                $"/training/v1/classes/{planned}/enrolments",
                new { personId = Guid.CreateVersion7() }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1008");
    }

    [Fact]
    public async Task A_repeated_idempotency_key_gives_the_same_answer_and_one_place()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var key = Guid.NewGuid().ToString();
        var first = (
            await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person }, key)
        ).Expect(201);
        Assert.Equal(
            first.Text,
            (await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person }, key))
                .Expect(201)
                .Text
        );
        Assert.Equal(
            1,
            await scene.Service.Database.Find<int>("select taken from classes where id = @planned", new { planned })
        );
    }
}
