using Contracts.Organizations.V1;
using Jobs.Features.Employers;
using Jobs.Features.Placements;
using Jobs.Features.Postings;
using Jobs.Features.Profiles;
using Jobs.Features.Referrals;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;

namespace Jobs;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/employers", RegisterEmployer.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("登记用人单位 Register an employer");
        v1.MapGet("/employers", ListEmployers.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("用人单位列表 Employers of my area");
        v1.MapGet("/employers/{id:guid}", ReadEmployer.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowOrganization(Post.EmployerManager)
            .WithSummary("用人单位 One employer");
        v1.MapPatch("/employers/{id:guid}", ChangeEmployer.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("变更用人单位 Change name or contact of an employer");

        v1.MapGet("/skills", ListSkills.Handle).AllowPublic().WithSummary("技能目录 Skills postings ask for");
        v1.MapPost("/postings", PublishPosting.Handle)
            .AllowOrganization(Post.EmployerManager)
            .WithSummary("发布岗位 Publish a posting");
        v1.MapGet("/postings", ListPostings.Handle).AllowPublic().WithSummary("招聘岗位 Open postings");
        v1.MapGet("/postings/{id:guid}", ReadPosting.Handle).AllowPublic().WithSummary("岗位详情 One posting");
        v1.MapPost("/postings/{id:guid}/close", ClosePosting.Handle)
            .AllowOrganization(Post.EmployerManager)
            .WithSummary("关闭岗位 Close a posting");

        v1.MapGet("/profiles", ListProfiles.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("人才推荐 Consented profiles of my area");
        v1.MapGet("/profiles/{personId:guid}", ReadProfile.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("求职档案 One consented profile");
        v1.MapGet("/profiles/{personId:guid}/matches", MatchProfile.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("岗位匹配 Postings that suit her, with reasons");
        v1.MapGet("/me/profile", ReadOwnProfile.Handle).AllowPerson().WithSummary("我的求职档案 My profile");
        v1.MapPut("/me/profile/consent", GiveConsent.Handle)
            .AllowPerson()
            .WithSummary("同意或撤回公开 Give or withdraw my consent");
        v1.MapPut("/me/profile/wishes", StateWishes.Handle).AllowPerson().WithSummary("求职意愿 What I hope for");

        v1.MapPost("/referrals", ReferCandidate.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("推荐 Refer her to a posting");
        v1.MapGet("/referrals", ListReferrals.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowOrganization(Post.EmployerManager)
            .AllowPerson()
            .WithSummary("推荐列表 Referrals I may see");
        v1.MapGet("/referrals/{id:guid}", ReadReferral.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowOrganization(Post.EmployerManager)
            .AllowPerson()
            .WithSummary("推荐详情 One referral");
        v1.MapPost("/referrals/{id:guid}/hire", HireCandidate.Handle)
            .AllowOrganization(Post.EmployerManager)
            .WithSummary("录用 Hire her");
        v1.MapPost("/referrals/{id:guid}/refuse", RefuseReferral.Handle)
            .AllowOrganization(Post.EmployerManager)
            .WithSummary("不录用 Refuse, with a reason");
        v1.MapPost("/referrals/{id:guid}/withdraw", WithdrawReferral.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowPerson()
            .WithSummary("撤回推荐 Withdraw a referral nobody has answered");

        v1.MapGet("/placements", ListPlacements.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowOrganization(Post.EmployerManager)
            .AllowPerson()
            .WithSummary("就业记录 Placements I may see, ?check=due");
        v1.MapGet("/placements/{id:guid}", ReadPlacement.Handle)
            .AllowStaff(Post.JobOfficer)
            .AllowOrganization(Post.EmployerManager)
            .AllowPerson()
            .WithSummary("就业记录 One placement");
        v1.MapPost("/placements/{id:guid}/checks", CheckRetention.Handle)
            .AllowStaff(Post.JobOfficer)
            .WithSummary("在岗回访 Record whether she is still employed");

        v1.MapChanges().AllowStaff(Post.JobOfficer).WithSummary("变更记录 What changed in my area");
    }
}
