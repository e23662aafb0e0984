using Contracts.Organizations.V1;
using ServiceDefaults;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>The first appointment of all, which nobody is there to make: an operator's command.</summary>
static class AppointAdministrator
{
    public static readonly Verb Verb = new(
        "appoint-administrator",
        "<person id>: makes the person a platform administrator of everything",
        RunAsync
    );

    const string Register = """
        insert into people (id, scope_key, name, registered_at)
        values (@person, '', 'Platform administrator', @Now)
        on conflict do nothing
        """;

    const string Appoint = """
        insert into appointments (id, person_id, post, scope_key, valid_from)
        values (@id, @person, @post, '', @from)
        on conflict do nothing
        """;

    static async Task RunAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        if (!Guid.TryParse(args.FirstOrDefault(), out var person))
            throw new StartupException(
                "Give the person's id (a UUID), as the tokens of the identity provider carry it."
            );
        await session.Execute(Register, new { person, session.Now }, ct);
        var id = Guid.CreateVersion7(session.Now);
        var from = session.Now;
        var added = await session.Execute(
            Appoint,
            new
            {
                id,
                person,
                post = Post.PlatformAdministrator,
                from,
            },
            ct
        );
        if (added == 1)
            session.Publish(new AppointmentStarted(id, person, Post.PlatformAdministrator, "", null, from));
        session.Saw(person);
        Console.WriteLine(
            added == 1 ? $"{person} is a platform administrator now" : $"{person} is a platform administrator already"
        );
    }
}
