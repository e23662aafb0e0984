using Contracts.Organizations.V1;

namespace Census.Domain;

/// <summary>Posts that may use the register.</summary>
public static class Posts
{
    /// <summary>Posts that keep the ledger of an area or of covered households.</summary>
    public static readonly string[] Ledger =
    [
        Post.ExecutiveMember,
        Post.Chair,
        Post.ViceChair,
        Post.GridHead,
        Post.GridMember,
        Post.FederationOfficer,
    ];

    /// <summary>Posts that decide for a whole area, for example on double registrations.</summary>
    public static readonly string[] Officers =
    [
        Post.Chair,
        Post.ViceChair,
        Post.FederationOfficer,
        Post.PlatformAdministrator,
    ];
}
