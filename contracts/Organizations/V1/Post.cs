namespace Contracts.Organizations.V1;

/// <summary>Posts of appointments; services derive access from them.</summary>
public static class Post
{
    public const string PlatformAdministrator = "platform-administrator";

    /// <summary>妇联干部: works in a federation's office and keeps the registers of its area.</summary>
    public const string FederationOfficer = "federation-officer";
    public const string Chair = "chair";
    public const string ViceChair = "vice-chair";

    /// <summary>执委</summary>
    public const string ExecutiveMember = "executive-member";
    public const string GridHead = "grid-head";
    public const string GridMember = "grid-member";

    /// <summary>妇女小组长: leads the women's group of a micro-grid.</summary>
    public const string GroupLeader = "group-leader";

    /// <summary>楼栋长; UnitHead is 单元长.</summary>
    public const string BuildingHead = "building-head";
    public const string UnitHead = "unit-head";

    /// <summary>代办员: handles a matter on a citizen's behalf. Matchmaker is 红娘.</summary>
    public const string CaseAgent = "case-agent";
    public const string Matchmaker = "matchmaker";
    public const string Volunteer = "volunteer";

    /// <summary>理事, elected by the congress of an association; 常务理事 out of them; 会长 and 副会长 out of those.</summary>
    public const string CouncilMember = "council-member";
    public const string StandingCouncilMember = "standing-council-member";
    public const string President = "president";
    public const string VicePresident = "vice-president";

    /// <summary>名誉会长: invited, never elected.</summary>
    public const string HonoraryPresident = "honorary-president";

    /// <summary>Plans classes, enrols learners and issues certificates for an area.</summary>
    public const string TrainingOfficer = "training-officer";

    /// <summary>Takes attendance and assesses.</summary>
    public const string Trainer = "trainer";

    /// <summary>Matches and refers jobseekers of an area.</summary>
    public const string JobOfficer = "job-officer";
    public const string EmployerManager = "employer-manager";

    /// <summary>A machine client of a partner job site.</summary>
    public const string Partner = "partner";
}
