using Contracts.Organizations.V1;

namespace Census.Domain;

/// <summary>Which posts work with the register.</summary>
public static class Posts
{
    /// <summary>Work the ledger of an area or of covered households.</summary>
    public static readonly string[] Ledger =
    [
        Post.ExecutiveMember,
        Post.Chair,
        Post.ViceChair,
        Post.GridHead,
        Post.GridMember,
        Post.FederationOfficer,
    ];

    /// <summary>Decide what concerns a whole area, such as people registered twice.</summary>
    public static readonly string[] Officers =
    [
        Post.Chair,
        Post.ViceChair,
        Post.FederationOfficer,
        Post.PlatformAdministrator,
    ];
}
