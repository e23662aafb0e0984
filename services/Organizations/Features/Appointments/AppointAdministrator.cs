using Contracts.Organizations.V1;
using ServiceDefaults;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>Makes the first appointment on an empty platform, as an operator's command.</summary>
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

    const string Hold = "select id from people where id = @person for update";
    const string IsAppointed = """
        select exists (
            select from appointments
            where person_id = @person
                and post = @post
                and scope_key = ''
                and organization_id is null
                and valid_to is null
                and ended_at is null
        )
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
        // Of two simultaneous commands the second waits here, then finds the appointment.
        await session.Execute(Hold, new { person }, ct);
        const string post = Post.PlatformAdministrator;
        var there = await session.Find<bool>(IsAppointed, new { person, post }, ct);
        if (!there)
            await StartedAppointments.InsertAsync(
                session,
                [new(Guid.CreateVersion7(session.Now), person, post, null, null, "", session.Now, null)],
                ct
            );
        session.RecordAccess(person);
        Console.WriteLine($"{person} is a platform administrator {(there ? "already" : "now")}");
    }
}
