using System.Diagnostics;
using Contracts.Organizations.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using Testing;

namespace ServiceDefaults.Tests.Toys;

/// <summary>A minimal service on all of ServiceDefaults.</summary>
static class ToyService
{
    public const string Keeper = "keeper",
        Manager = "manager",
        Partner = "toy-partner";

    public static readonly Problem Grumpy = new("TOY-0001", 409, "不高兴", "It is grumpy", "请稍候。", "Wait.");

    public static EventSubscriptions Subscriptions(string name = "toys") =>
        new EventSubscriptions(name, typeof(ToyService).Assembly)
            .Grants<AppointmentStarted, AppointmentEnded>()
            .Grants<CoverageStarted, CoverageEnded>()
            .Areas<DivisionsPublished>()
            .Relocates<DivisionsReorganised>()
            .On<ToyCounted>(Count)
            .OnMany<NoteWritten>(Note)
            .Rebuilds<NoteWritten>("notes");

    public static ServiceSetup Setup { get; } = new(Subscriptions(), Routes);

    /// <summary>A second service, which follows the first and leaves one effect for each of its events.</summary>
    public static ServiceSetup Watcher { get; } =
        new(
            new EventSubscriptions("watchers", typeof(ToyService).Assembly).On<ThingNamed>(
                async (received, session, ct) =>
                    await session.Execute(
                        """
                        insert into effects (source, aggregate_id, number, trace)
                        values ('thing', @ThingId, @number, @trace)
                        """,
                        new
                        {
                            received.Event.ThingId,
                            number = int.TryParse(received.Event.Name, out var n) ? n : 0,
                            trace = Activity.Current?.TraceId.ToString(),
                        },
                        ct
                    )
            ),
            _ => { }
        );

    public static async Task Count(Received<ToyCounted> received, Session session, CancellationToken ct)
    {
        var (id, number, behaviour, word) = received.Event;
        await session.Execute(
            "insert into effects (source, aggregate_id, number, trace) values ('toy', @id, @number, @trace)",
            new
            {
                id,
                number,
                trace = Activity.Current?.TraceId.ToString(),
            },
            ct
        );
        if (word is not null)
            await session.Execute(
                "insert into notes (id, body) values (@id, @text)",
                new { id, text = received.Open(word, "word", session) },
                ct
            );
        switch (behaviour)
        {
            case "throw":
                throw new InvalidOperationException("test");
            case "fail until fixed"
                when await session.Find<long>("select count(*) from notes where body = 'fixed'", ct) == 0:
                throw new InvalidOperationException("test");
            case "break sql":
                session.Defer("insert into effects (source, number) values (null, 1)");
                break;
            case "publish":
                session.Publish(new ThingNamed(id, "after " + number));
                break;
        }
    }

    static Task Note(IReadOnlyList<Received<NoteWritten>> notes, Session session, CancellationToken ct)
    {
        session.Defer(
            "insert into notes (id, body) select * from unnest(@noteIds::uuid[], @bodies::text[])",
            new
            {
                noteIds = notes.Select(n => n.Event.NoteId).ToArray(),
                bodies = notes.Select(n => n.Event.Body).ToArray(),
            }
        );
        return Task.CompletedTask;
    }

    public static void Routes(RouteGroupBuilder v1)
    {
        v1.MapPost("/things", Create).AllowStaff(Keeper).AllowPerson().AllowOrganization(Manager).AllowPartner(Partner);
        v1.MapGet("/things", List).AllowStaff(Keeper).AllowPerson().AllowOrganization(Manager).AllowPartner(Partner);
        v1.MapGet("/things/{id:guid}", Read).AllowStaff(Keeper).AllowPerson();
        v1.MapPatch("/things/{id:guid}", Rename).AllowStaff(Keeper);
        v1.MapChanges().AllowStaff(Keeper);
        v1.MapGet("/shapes", ToyShapes.Handle).AllowStaff(Keeper).AllowPublic();
        v1.MapGet("/open", (Session session) => TypedResults.Ok(new { caller = session.Caller.Kind })).AllowPublic();
        v1.MapGet("/staff", (Session session) =>
                TypedResults.Ok(new { caller = session.Caller.Kind, organization = session.Caller.OrganizationId })
            )
            .AllowStaff(Keeper);
        v1.MapGet("/organization", (Session session) =>
                TypedResults.Ok(new { caller = session.Caller.Kind, organization = session.Caller.OrganizationId })
            )
            .AllowOrganization(Manager);
        v1.MapPost("/echo", (Shape shape) => TypedResults.Ok(shape)).AllowPublic();
        v1.MapPost("/ruled", (Ruled ruled) => TypedResults.Ok(ruled)).AllowPublic();
        v1.MapGet("/ruled", ([Code(nameof(ToyCodes.Colour))] string? colour, [Required] Guid? id) =>
                TypedResults.Ok(new { colour, id })
            )
            .AllowPublic();
        v1.MapPost("/grumpy", (IResult () => throw new ProblemException(Grumpy) { RetryAfter = 7 })).AllowPublic();
        v1.MapGet("/broken", (IResult () => throw new InvalidOperationException("secret detail"))).AllowPublic();
    }

    public sealed record NewThing(
        Guid? Id,
        [Required, Longest(50)] string Name,
        string? ScopeKey,
        Guid? PersonId,
        Guid? OrganizationId,
        Guid? PartnerId,
        string? Behaviour
    );

    public sealed record Thing(Guid Id, long Version, string? ScopeKey, string Name) : IVersioned;

    public sealed record Shape(
        int? Number,
        string? Text,
        IReadOnlyList<Part>? Parts,
        DateOnly? Date,
        Guid[]? Others = null
    );

    public sealed record Part(Guid? Id, bool? Round);

    /// <summary>One member for each rule.</summary>
    public sealed record Ruled(
        [Required, Longest(5), Example("李四")] string Name,
        [NotEmpty, Longest(5)] string? Kept,
        [Longest(5)] string? Note,
        [Clearable, Longest(5), Like("^[a-z]+$"), Example("abc")] string? Cleared,
        [Required] Guid? Owner,
        [Between(1, 9)] int? Count,
        [Code(nameof(ToyCodes.Colour))] string? Colour,
        [Items(2), Code(nameof(ToyCodes.Colour))] IReadOnlyList<string>? Colours,
        [Like("^[a-z]+$"), Example("abc")] string? Word,
        [Distinct(nameof(Row.Name))] IReadOnlyList<Row>? Rows,
        [Distinct, Code(nameof(ToyCodes.Colour))] string[]? Order
    );

    public sealed record Row([Required, Longest(5)] string Name);

    static readonly Listing<Thing, Thing> s_things = Listing.Of<Thing>(
        "things",
        "select id, version, scope_key, name from things where @after::uuid is null or id > @after",
        new ListColumn("name", "名称") { Search = true }
    ) with
    {
        DefaultSort = "name",
    };

    static async Task<Created<Thing>> Create(NewThing request, Session session, CancellationToken ct)
    {
        var name = request.Name;
        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        if (request.Behaviour == "wait")
            await session.Execute("select pg_advisory_xact_lock(42)", ct);
        await session.Execute(
            """
            insert into things (id, name, scope_key, person_id, organization_id, partner_id)
            values (@id, @name, @ScopeKey, @PersonId, @OrganizationId, @PartnerId)
            """,
            new
            {
                id,
                name,
                request.ScopeKey,
                request.PersonId,
                request.OrganizationId,
                request.PartnerId,
            },
            ct
        );
        session.RecordAccess(id);
        session.Publish(new ThingNamed(id, name));
        if (request.Behaviour == "fail")
            throw new ProblemException(Grumpy);
        return TypedResults.Created($"/toys/v1/things/{id}", new Thing(id, 1, request.ScopeKey, name));
    }

    static Task<ListAnswer<Thing>> List(Guid? after, ListQuery query, Session session, CancellationToken ct) =>
        s_things.AnswerAsync(query, session, new { after }, ct);

    static async Task<Ok<Thing>> Read(Guid id, Session session, CancellationToken ct)
    {
        var thing = await session.Find<Thing>(
            "select id, version, scope_key, name from things where id = @id",
            new { id },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(id);
        return TypedResults.Ok(thing);
    }

    static async Task<Ok<Thing>> Rename(Guid id, NewThing request, IfMatch match, Session session, CancellationToken ct)
    {
        var thing = await session.Find<Thing>(
            "select id, version, scope_key, name from things where id = @id for update",
            new { id },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(thing.Version);
        await session.Execute(
            "update things set name = @Name, version = version + 1 where id = @id",
            new { id, request.Name },
            ct
        );
        return TypedResults.Ok(thing with { Version = thing.Version + 1, Name = request.Name! });
    }
}
