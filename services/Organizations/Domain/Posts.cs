using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>
/// All posts, their purposes and their places. Membership of an association is no post: see memberships.
/// </summary>
public static class Posts
{
    /// <summary>Posts over an area that make their holder staff of it.</summary>
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

    /// <summary>Posts over an area of people who serve it; by themselves they open no register.</summary>
    public static readonly string[] OfService =
    [
        Post.GroupLeader,
        Post.BuildingHead,
        Post.UnitHead,
        Post.CaseAgent,
        Post.Matchmaker,
        Post.Volunteer,
    ];

    /// <summary>Posts in an organization, for which the holder acts.</summary>
    public static readonly string[] OfOrganization = [Post.EmployerManager, Post.Partner];

    /// <summary>Offices in an association and the like; they give no access.</summary>
    public static readonly string[] OfCouncils =
    [
        Post.CouncilMember,
        Post.StandingCouncilMember,
        Post.President,
        Post.VicePresident,
        Post.HonoraryPresident,
    ];

    /// <summary>Posts that keep the registers: appoint, register, import.</summary>
    public static readonly string[] Office = [Post.PlatformAdministrator, Post.FederationOfficer];

    /// <summary>Posts that lead an area.</summary>
    public static readonly string[] Lead = [.. Office, Post.Chair, Post.ViceChair];

    /// <summary>
    /// Posts for women only: leader of a women's group, member of a federation's executive committee.
    /// </summary>
    public static readonly string[] OfWomen = [Post.GroupLeader, Post.ExecutiveMember];

    /// <summary>
    /// Posts in which a person can answer for a place or a household beside the own area (包联). Posts that keep
    /// registers or open those of other services get access by appointment only.
    /// </summary>
    public static readonly string[] Covering =
    [
        Post.Chair,
        Post.ViceChair,
        Post.ExecutiveMember,
        Post.GridHead,
        Post.GridMember,
    ];

    /// <summary>Whether the post belongs to an organization instead of an area.</summary>
    public static bool IsInOrganization(string post) => OfOrganization.Contains(post) || OfCouncils.Contains(post);

    /// <summary>
    /// Whether a division of this level may have the post (1 province, 5 village or community, 6 and more below).
    /// </summary>
    public static bool MayBeHeldOver(string post, int level) =>
        post switch
        {
            Post.GroupLeader or Post.BuildingHead or Post.UnitHead => level >= 6,
            Post.Chair or Post.ViceChair => level <= 5,
            _ => !IsInOrganization(post),
        };

    /// <summary>Whether an organization of this kind may have the post.</summary>
    public static bool MayBeHeldIn(string post, string organizationKind) =>
        OfCouncils.Contains(post) ? organizationKind is "association" or "social-organization" or "alliance"
        : post == Post.EmployerManager ? organizationKind is "employer" or "partner"
        : post == Post.Partner || !IsInOrganization(post);
}
