using Census.Features.Households;
using Census.Features.Merging;
using Census.Features.Needs;
using Census.Features.Reference;
using Census.Features.Residents;
using Census.Features.Visits;
using Contracts.Organizations.V1;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census;

static class Routes
{
    /// <summary>Whoever works the ledger of an area or of covered households.</summary>
    static readonly string[] Ledger =
    [
        Post.ExecutiveMember,
        Post.Chair,
        Post.ViceChair,
        Post.GridHead,
        Post.GridMember,
        Post.FederationOfficer,
    ];

    static readonly string[] Officers =
    [
        Post.Chair,
        Post.ViceChair,
        Post.FederationOfficer,
        Post.PlatformAdministrator,
    ];

    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/households", RegisterHousehold.Handle)
            .AllowStaff(Ledger)
            .WithSummary("登记家庭 Register a household");
        v1.MapGet("/households", ListHouseholds.Handle).AllowStaff(Ledger).WithSummary("家庭名册 List households");
        v1.MapGet("/households/{id:guid}", ReadHousehold.Handle)
            .AllowStaff(Ledger)
            .WithSummary("家庭详情 Read a household");
        v1.MapPatch("/households/{id:guid}", AmendHousehold.Handle)
            .AllowStaff(Ledger)
            .WithSummary("修改家庭 Amend a household");
        v1.MapPost("/households/{id:guid}/move", MoveHousehold.Handle)
            .AllowStaff(Ledger)
            .WithSummary("迁移家庭 Move a household to another division (If-Match)");
        v1.MapGet("/residents/{id:guid}", ReadResident.Handle)
            .AllowStaff(Ledger)
            .WithSummary("居民详情 Read a resident");
        v1.MapPost("/residents/{id:guid}/disclosures", DiscloseResident.Handle)
            .AllowStaff(Ledger)
            .WithMetadata(AnswerNotKept.Instance)
            .WithSummary("查看完整号码 Disclose numbers for a reason");
        v1.MapGet("/me/resident", ReadMyResident.Handle)
            .AllowPerson()
            .WithSummary("我的登记信息 What the register holds about me");
        v1.MapPost("/visits", RecordVisit.Handle).AllowStaff(Ledger).WithSummary("记民情日记 Record a visit");
        v1.MapGet("/visits", ListVisits.Handle).AllowStaff(Ledger).WithSummary("民情日记 List visits");
        v1.MapGet("/visits/{id:guid}", ReadVisit.Handle).AllowStaff(Ledger).WithSummary("日记详情 Read a visit");
        v1.MapPost("/needs", OpenNeed.Handle).AllowStaff(Ledger).WithSummary("登记需求 Open a need");
        v1.MapGet("/needs", ListNeeds.Handle).AllowStaff(Ledger).WithSummary("需求台账 List needs");
        v1.MapGet("/needs/{id:guid}", ReadNeed.Handle).AllowStaff(Ledger).WithSummary("需求详情 Read a need");
        v1.MapPost("/needs/{id:guid}/close", CloseNeed.Handle).AllowStaff(Ledger).WithSummary("办结需求 Close a need");
        v1.MapGet("/me/needs", ListMyNeeds.Handle).AllowPerson().WithSummary("我的需求 My needs");
        v1.MapGet("/merge-tasks", ListMergeTasks.Handle)
            .AllowStaff(Officers)
            .WithSummary("重复登记待核 People registered twice");
        v1.MapChanges().AllowStaff(Ledger).WithSummary("变更流 Changes");
        v1.MapGet("/code-tables", ListCodeTables.Handle).AllowPublic().WithSummary("代码表 Code tables");
    }
}
