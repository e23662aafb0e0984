using ServiceDefaults.Data;

namespace Census.Features.Residents;

/// <summary>The caller's own resident record.</summary>
static class GetMyResident
{
    [EndpointSummary("我的登记信息 What the register holds about me")]
    public static Task<Ok<ResidentView>> Handle(Session session, CancellationToken ct) =>
        GetResident.Handle(session.Caller.Subject, session, ct);
}
