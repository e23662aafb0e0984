using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>
/// The posts there are, what each is for and where it may be held. Who may be a member is no post: see memberships.
/// </summary>
public static class Posts
{
    /// <summary>Held over an area; each is staff of it.</summary>
    public static readonly string[] OfAreas =
    [
        Post.PlatformAdministrator,
        Post.FederationOfficer,
        Post.Chair,
        Post.ViceChair,
        Post.ExecutiveMember,
        Post.GridHead,
        Post.GridMember,
        Post.TrainingOfficer,
        Post.Trainer,
        Post.JobOfficer,
    ];

    /// <summary>Held over an area by people who serve it; by itself none of them opens a register.</summary>
    public static readonly string[] OfService =
    [
        Post.GroupLeader,
        Post.BuildingHead,
        Post.UnitHead,
        Post.CaseAgent,
        Post.Matchmaker,
        Post.Volunteer,
    ];

    /// <summary>Held in an organization, which its holder acts for.</summary>
    public static readonly string[] OfOrganization = [Post.EmployerManager, Post.Partner];

    /// <summary>Held in an association and the like; offices, not access.</summary>
    public static readonly string[] OfCouncils =
    [
        Post.CouncilMember,
        Post.StandingCouncilMember,
        Post.President,
        Post.VicePresident,
        Post.HonoraryPresident,
    ];

    /// <summary>Keep the registers: appoint, register, import.</summary>
    public static readonly string[] Office = [Post.PlatformAdministrator, Post.FederationOfficer];

    /// <summary>Lead an area.</summary>
    public static readonly string[] Lead = [.. Office, Post.Chair, Post.ViceChair];

    /// <summary>Held by women: who leads a women's group or sits in a federation's executive committee.</summary>
    public static readonly string[] OfWomen = [Post.GroupLeader, Post.ExecutiveMember];

    /// <summary>
    /// In which somebody answers for a place or a household beside her own (包联). Whoever keeps registers or opens those
    /// of other services gets that by appointment alone.
    /// </summary>
    public static readonly string[] Covering =
    [
        Post.Chair,
        Post.ViceChair,
        Post.ExecutiveMember,
        Post.GridHead,
        Post.GridMember,
    ];

    /// <summary>Whether it is held in an organization instead of over an area.</summary>
    public static bool IsInOrganization(string post) => OfOrganization.Contains(post) || OfCouncils.Contains(post);

    /// <summary>
    /// Whether it may be held over a division of this level (1 province, 5 village or community, 6 and more below).
    /// </summary>
    public static bool MayBeHeldOver(string post, int level) =>
        post switch
        {
            Post.GroupLeader or Post.BuildingHead or Post.UnitHead => level >= 6,
            Post.Chair or Post.ViceChair => level <= 5,
            _ => !IsInOrganization(post),
        };

    /// <summary>Whether it may be held in an organization of this kind.</summary>
    public static bool MayBeHeldIn(string post, string organizationKind) =>
        OfCouncils.Contains(post) ? organizationKind is "association" or "social-organization" or "alliance"
        : post == Post.EmployerManager ? organizationKind is "employer" or "partner"
        : post == Post.Partner || !IsInOrganization(post);
}
