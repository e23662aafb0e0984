using ServiceDefaults.Data;

namespace Census.Features.Residents;

/// <summary>What the register holds about the person who asks.</summary>
static class GetMyResident
{
    [EndpointSummary("我的登记信息 What the register holds about me")]
    public static Task<Ok<ResidentView>> Handle(Session session, CancellationToken ct) =>
        GetResident.Handle(session.Caller.Subject, session, ct);
}
