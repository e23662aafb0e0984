using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Organizations.V1;

namespace Training.Tests;

/// <summary>Opening a class and enrolling in it.</summary>
public class ClassTests(TrainingFixture training)
{
    [Theory]
    [InlineData("course", "null", "/course"), InlineData("course", "\"astrology\"", "/course")]
    [
        InlineData("name", "\"  \"", "/name"),
        InlineData("divisionId", "null", "/divisionId"),
        InlineData("divisionId", "\"0192d6a0-0000-7000-8000-000000000000\"", "/divisionId")
    ]
    [
        InlineData("endsOn", "\"2020-01-01\"", "/endsOn", "/lessons/0/day", "/lessons/1/day"),
        InlineData("startsOn", "\"0001-01-01\"", "/startsOn")
    ]
    [InlineData("startsOn", "\"9999-12-31\"", "/startsOn"), InlineData("startsOn", "null", "/startsOn")]
    [
        InlineData("capacity", "0", "/capacity"),
        InlineData("capacity", "501", "/capacity"),
        InlineData("capacity", "null", "/capacity")
    ]
    [
        InlineData("passMark", "101", "/passMark"),
        InlineData("passMark", "-1", "/passMark"),
        InlineData("attendanceRequired", "1.01", "/attendanceRequired"),
        InlineData("attendanceRequired", "null", "/attendanceRequired")
    ]
    [InlineData("lessons", "[]", "/lessons"), InlineData("lessons", "[null]", "/lessons/0")]
    [InlineData("lessons", """[{"day":"2001-01-01","from":"10:00","to":"09:00"}]""", "/lessons/0/day", "/lessons/0/to")]
    public async Task A_bad_field_of_a_class_is_named(string field, string value, params string[] pointers)
    {
        var scene = await Scene.CreateAsync(training);
        var body = JsonSerializer.SerializeToNode(scene.Class())!.AsObject();
        body[field] = JsonNode.Parse(value);
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString()))
            .Expect(400)
            .ExpectProblem("PLT-0001", pointers);
    }

    [Fact]
    public async Task All_bad_fields_of_a_class_are_named_in_one_answer()
    {
        var scene = await Scene.CreateAsync(training);
        (await scene.Officer.Post("/training/v1/classes", new { }))
            .Expect(400)
            .ExpectProblem(
                "PLT-0001",
                "/course",
                "/name",
                "/startsOn",
                "/endsOn",
                "/capacity",
                "/passMark",
                "/attendanceRequired",
                "/lessons",
                "/divisionId"
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
        )
            .Expect(400)
            .ExpectProblem("PLT-0001", "/lessons/1");
    }

    [Theory]
    [
        InlineData("""{"course":1}""", "/course"),
        InlineData("""{"colour":"red"}""", "/colour"),
        InlineData("""{"lessons":[{"day":"tomorrow"}]}""", "/lessons/0/day"),
        InlineData("""{"lessons":[{"from":"25:00"}]}""", "/lessons/0/from")
    ]
    [InlineData("[]", ""), InlineData("{", ""), InlineData("null", null)]
    public async Task A_malformed_body_is_refused(string json, string? pointer)
    {
        var scene = await Scene.CreateAsync(training);
        var answer = (await scene.Officer.Post("/training/v1/classes", json)).Expect(400).ExpectProblem("PLT-0002");
        if (!string.IsNullOrEmpty(pointer))
            Assert.Equal([pointer], answer.Pointers);
    }

    [Fact]
    public async Task A_name_with_a_null_character_is_refused()
    {
        var scene = await Scene.CreateAsync(training);
        var body = JsonSerializer.SerializeToNode(scene.Class())!.AsObject();
        body["name"] = "a\0b";
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString())).Expect(400);
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
        (await scene.Officer.Post("/training/v1/classes", body.ToJsonString()))
            .Expect(400)
            .ExpectProblem("PLT-0001", "/id");
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
        (await scene.Officer.Get("/training/v1/classes?cursor=nonsense")).Expect(400).ExpectProblem("PLT-0012");
        (await scene.Officer.Get("/training/v1/classes?limit=0")).Expect(400).ExpectProblem("PLT-0001", "/limit");
        (await scene.Officer.Get("/training/v1/learners?state=sleeping"))
            .Expect(400)
            .ExpectProblem("PLT-0001", "/state");
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
            refused.Expect(409).ExpectProblem("TRN-0001");
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
            refused.Expect(409).ExpectProblem("TRN-0002");
        Assert.Equal(
            1,
            await scene.Service.Database.Find<int>("select taken from classes where id = @planned", new { planned })
        );
        (await scene.Officer.Post($"/training/v1/classes/{planned}/enrolments", new { }))
            .Expect(400)
            .ExpectProblem("PLT-0001", "/personId");
        (
            await scene.Officer.Post(
                $"/training/v1/classes/{planned}/enrolments",
                new { personId = Guid.CreateVersion7() }
            )
        )
            .Expect(400)
            .ExpectProblem("PLT-0001", "/personId");
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
