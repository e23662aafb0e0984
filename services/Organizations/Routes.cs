using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Alliances;
using Organizations.Features.Appointments;
using Organizations.Features.Appraisals;
using Organizations.Features.Campaigns;
using Organizations.Features.Charts;
using Organizations.Features.Coverages;
using Organizations.Features.Divisions;
using Organizations.Features.Elections;
using Organizations.Features.GroupLeaders;
using Organizations.Features.Honours;
using Organizations.Features.Members;
using Organizations.Features.OneTenHundred;
using Organizations.Features.Organizations;
using Organizations.Features.People;
using Organizations.Features.Points;
using Organizations.Features.Programmes;
using Organizations.Features.Reorganisations;
using Organizations.Features.Studios;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        // 区划 The tree of divisions
        v1.MapGet("/divisions", ListDivisions.Handle)
            .AllowPublic()
            .WithSummary(
                "下级区划 Divisions below one (parent=id or root), or found by q, kind, level, code; as of any day"
            );
        v1.MapGet("/divisions/{id:guid}", GetDivision.Handle).AllowPublic().WithSummary("区划 Division, as of any day");
        v1.MapGet("/divisions/by-code/{code}", GetDivision.HandleByCode)
            .AllowPublic()
            .WithSummary("按代码查区划 Division by its present or a former code");
        v1.MapGet("/divisions/{id:guid}/ancestors", ListAncestors.Handle)
            .AllowPublic()
            .WithSummary("上级区划 Divisions above one, from the province down");
        v1.MapGet("/divisions/{id:guid}/history", GetDivisionHistory.Handle)
            .AllowPublic()
            .WithSummary("区划沿革 What a division was called, and what became of it");
        v1.MapGet("/divisions/export", ExportDivisions.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("导出区划 The tree of an area on a day as CSV or XLSX, which can be sent in again");
        v1.MapPost("/divisions", CreateDivision.Handle)
            .AllowStaff(Posts.Office)
            .ChangesAreas()
            .WithSummary("新增区划 Add a division: a grid, building or an area outside the code table");
        v1.MapPatch("/divisions/{id:guid}", RenameDivision.Handle)
            .AllowStaff(Posts.Office)
            .ChangesAreas()
            .WithSummary("区划更名 Give a division another name");
        v1.MapPost("/divisions/{id:guid}/end", EndDivision.Handle)
            .AllowStaff(Posts.Office)
            .ChangesAreas()
            .WithSummary("撤销区划 End a division that nothing lives in (If-Match)");

        // 区划表 The yearly table
        v1.MapPost("/division-imports", ImportDivisions.Handle)
            .AllowStaff(Posts.Office)
            .TakesUpload()
            .WithSummary(
                "上传区划文件 Send a division file (CSV or XLSX: code, name, parentCode, formerCode where a code has "
                    + "changed, kind below the village and for zones; complete=true for the whole table of an area); "
                    + "its dry run begins"
            );
        v1.MapImports(ImportDivisions.Handlers, "区划", "divisions", Posts.Office);
        v1.MapGet("/division-imports/{id:guid}/changes", ListTableChanges.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary(
                "年度变更清单 What a complete table changes: new, renamed, recoded, merged, split, moved, abolished"
            );

        // 区划调整 Reorganisations
        v1.MapPost("/reorganisations", PreviewReorganisation.Handle)
            .AllowStaff(Posts.Office)
            .ChangesAreas()
            .WithSummary("预览区划调整 Preview a move, merge or split of divisions");
        v1.MapGet("/reorganisations", ListReorganisations.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("区划调整列表 Reorganisations");
        v1.MapGet("/reorganisations/{id:guid}", GetReorganisation.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("区划调整 Reorganisation");
        v1.MapPost("/reorganisations/{id:guid}/apply", ApplyReorganisation.Handle)
            .AllowStaff(Posts.Office)
            .MovesAreas()
            .WithSummary("应用区划调整 Apply what was previewed (If-Match)");
        v1.MapPost("/reorganisations/{id:guid}/undo", UndoReorganisation.Handle)
            .AllowStaff(Posts.Office)
            .MovesAreas()
            .WithSummary("撤销区划调整 Undo within 30 days (If-Match)");

        // 人员 People
        v1.MapPost("/people", RegisterPerson.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记人员 Register a person");
        v1.MapGet("/people", ListPeople.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("人员名单 People, masked; filter, sort, CSV, XLSX");
        v1.MapGet("/people/{id:guid}", GetPerson.Handle).AllowStaff(Posts.Lead).WithSummary("人员 Person, masked");
        v1.MapPatch("/people/{id:guid}", ChangePerson.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("更正人员 Correct what is on record about a person");
        v1.MapPut("/people/{id:guid}/photo", PutPhoto.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("上传照片 Her photo: JPEG or PNG, at most 200 KB");
        v1.MapGet("/people/{id:guid}/photo", PutPhoto.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("照片 Her photo");
        v1.MapPost("/people-imports", ImportPeople.Handle)
            .AllowStaff(Posts.Office)
            .TakesUpload()
            .WithSummary("导入人员 Send a file of people (CSV or XLSX); its dry run begins");
        v1.MapImports(ImportPeople.Handlers, "人员", "people", Posts.Office);

        // 积分与考核 Points and appraisal
        v1.MapGet("/people/{id:guid}/points", GetPoints.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("积分 Points of a person");
        v1.MapGet("/people/{id:guid}/points/entries", GetPoints.HandleEntries)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("个人积分明细 Point entries of a person; filter, sort, CSV, XLSX");
        v1.MapGet("/me/points", GetPoints.HandleMine).AllowPerson().WithSummary("我的积分 My points");

        v1.MapGet("/people/{id:guid}/points/totals", GetPointTotals.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("积分汇总 Points of a person by period and kind");
        v1.MapGet("/point-rules", ListPointRules.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("积分规则 Point rules, all versions or those in force (asOf)");
        v1.MapPost("/point-rules", EnterPointRule.Handle)
            .AllowStaffOfWholeTree(Posts.Office)
            .WithSummary("新增积分规则版本 Enter a new version of a point rule");
        v1.MapGet("/point-entries", ListPointEntries.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("积分明细 Point entries of the area");
        v1.MapPost("/point-entries/{id:guid}/reversal", ReversePoints.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("冲销积分 Reverse a point entry");
        v1.MapPost("/people/{id:guid}/merits", ProposeMerit.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("申请积分 Propose points for what no event tells");
        v1.MapGet("/merits", GetMerit.HandleList).AllowStaff(Posts.Lead).WithSummary("积分申请列表 Proposed points");
        v1.MapGet("/merits/{id:guid}", GetMerit.Handle)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("积分申请 Proposed points, one");
        v1.MapPost("/merits/{id:guid}/decision", DecideMerit.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("审批积分 Approve or refuse proposed points");

        v1.MapGet("/people/{id:guid}/one-ten-hundred", GetOneTenHundred.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("1+10+100 进度 Progress of an executive member in \"1+10+100\"");
        v1.MapGet("/one-ten-hundred", ListOneTenHundred.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("辖区 1+10+100 进度 Progress of the executive members of an area (divisionId)");
        v1.MapPost("/people/{id:guid}/model-women", LinkModelWoman.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("结对带动先进女性 She leads a model woman");
        v1.MapGet("/model-women", EndModelWoman.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("结对带动名单 Who leads which model woman; filter, sort, CSV, XLSX");
        v1.MapGet("/model-women/{id:guid}", EndModelWoman.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("结对带动 Link to a model woman");
        v1.MapPost("/model-women/{id:guid}/end", EndModelWoman.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("结束结对 End a link to a model woman");
        v1.MapPost("/people/{id:guid}/services", RecordService.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("登记服务 Record a service no event tells");
        v1.MapGet("/services", ReverseService.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("服务名单 Services no event tells; filter, sort, CSV, XLSX");
        v1.MapGet("/services/{id:guid}", ReverseService.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("服务 A recorded service");
        v1.MapPost("/services/{id:guid}/reversal", ReverseService.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("冲销服务 Reverse a service that was recorded by mistake (If-Match)");
        v1.MapPost("/appraisals", PreviewAppraisal.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("预览年度考核 Count and rank a yearly appraisal, unpublished");
        v1.MapGet("/appraisals", GetAppraisal.HandleList).AllowStaff(Posts.Lead).WithSummary("年度考核列表 Appraisals");
        v1.MapGet("/appraisals/{id:guid}", GetAppraisal.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("年度考核 Appraisal");
        v1.MapGet("/appraisals/{id:guid}/entries", GetAppraisal.HandleEntries)
            .AllowStaff(Posts.Lead)
            .WithSummary("考核名次 Who stands where");
        v1.MapGet("/me/appraisals", GetAppraisal.HandleMine)
            .AllowPerson()
            .WithSummary("我的考核 How I stand in published appraisals, by which rule, and until when I may appeal");
        v1.MapPost("/appraisals/{id:guid}/preview", PreviewAppraisal.HandleAgain)
            .AllowStaff(Posts.Lead)
            .WithSummary("重新统计考核 Count and rank it again");
        v1.MapPost("/appraisals/{id:guid}/publish", PublishAppraisal.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("公布考核 Publish what was previewed; titles become honours");
        v1.MapPost("/appraisals/{id:guid}/appeals", FileAppeal.Handle)
            .AllowPerson()
            .WithSummary("提出申诉 Appeal against one's own result");
        v1.MapGet("/appeals", GetAppeal.HandleList).AllowStaff(Posts.Lead).WithSummary("申诉列表 Appeals");
        v1.MapGet("/appeals/{id:guid}", GetAppeal.Handle)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("申诉 Appeal");
        v1.MapPost("/appeals/{id:guid}/decision", DecideAppeal.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("处理申诉 Uphold or reject an appeal");

        // 评选与荣誉 Campaigns and honours
        v1.MapPost("/campaigns", StartCampaign.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("发起评选活动 Start a campaign with its levels, titles and quotas");
        v1.MapGet("/campaigns", GetCampaign.HandleList).AllowPublic().WithSummary("评选活动列表 Campaigns");
        v1.MapGet("/campaigns/rule", GetCampaignRule.Handle).AllowPublic().WithSummary("评选规则 Campaign rule");
        v1.MapGet("/campaigns/{id:guid}", GetCampaign.Handle).AllowPublic().WithSummary("评选活动 Campaign");
        v1.MapGet("/campaigns/{id:guid}/report", GetCampaignReport.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("评选统计 A campaign in figures");
        v1.MapGet("/campaigns/{id:guid}/participations", ListCampaignHouseholds.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("参加家庭 Households that take part");
        v1.MapPost("/campaigns/{id:guid}/participations", JoinCampaign.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("登记参加家庭 Households take part, up to 5,000 a call");
        v1.MapPost("/campaigns/{id:guid}/participation-imports", ImportParticipations.Handle)
            .AllowStaff(Posts.Lead)
            .TakesUpload()
            .WithSummary("上传参加家庭文件 Send a file of households (householdId); its dry run begins");
        v1.MapGet("/campaigns/{id:guid}/participation-imports", ImportParticipations.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("某评选的参加家庭导入 Imports of households of one campaign");
        v1.MapImports(ImportParticipations.Handlers, "参加家庭", "households", Posts.Lead);
        v1.MapGet("/campaigns/{id:guid}/selections", ListCampaignHouseholds.HandleSelections)
            .AllowStaff(Posts.Lead)
            .WithSummary("入选家庭 Who is selected at a level (level)");
        v1.MapPost("/campaigns/{id:guid}/selections", SelectWinners.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("选出家庭 Select households at a level, up to 5,000 a call");
        v1.MapPost("/campaigns/{id:guid}/withdrawals", WithdrawSelection.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("撤回入选 Take households out of a selection that is not final");
        v1.MapPost("/campaigns/{id:guid}/finalisations", FinaliseSelection.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("结束评选并授予称号 End the selection of a level and award its titles");
        v1.MapPost("/honours", AwardHonour.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("授予荣誉 Honour a person, a household or an organization");
        v1.MapGet("/honours", ListHonours.Handle).AllowStaff(Posts.OfAreas).WithSummary("荣誉列表 Honours of the area");
        v1.MapGet("/honours/{id:guid}", GetHonour.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .AllowOrganization(Posts.OfOrganizations)
            .WithSummary("荣誉与证书 Honour and the text of its certificate");
        v1.MapPost("/honours/{id:guid}/revocation", RevokeHonour.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("撤销荣誉 Revoke an honour");
        v1.MapGet("/honours/verify/{verification}", VerifyHonour.Handle)
            .AllowPublic()
            .AllowPerson()
            .AllowStaff(Posts.OfAreas)
            .WithSummary(
                "查验荣誉证书 Verify a certificate by its verification; by its number, who may see the honour"
            );
        v1.MapGet("/people/{id:guid}/honours", ListHonours.HandleOfPerson)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("个人荣誉 Honours of a person");
        v1.MapGet("/organizations/{id:guid}/honours", ListHonours.HandleOfOrganization)
            .AllowStaff(Posts.OfAreas)
            .AllowOrganization(Posts.OfOrganizations)
            .WithSummary("组织荣誉 Honours of an organization");

        // 组织 Organizations
        v1.MapPost("/organizations", RegisterOrganization.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记组织 Register an organization");
        v1.MapGet("/organizations/{id:guid}", GetOrganization.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowOrganization(Posts.OfOrganizations)
            .WithSummary("组织 Organization");
        v1.MapPost("/organizations/batches", RegisterOrganizations.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("批量登记组织 Register up to 1,000 organizations at once");
        v1.MapGet("/organizations", ListOrganizations.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("组织名单 Organizations, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/organizations/summary", ListOrganizations.HandleSummary)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("组织统计 How many organizations of each kind and level");
        v1.MapGet("/organizations/{id:guid}/history", ListOrganizationHistory.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("组织沿革 Former names and statuses of an organization");
        v1.MapPatch("/organizations/{id:guid}", ChangeOrganization.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更组织 Change name, credit code or parent of an organization");
        v1.MapPut("/organizations/{id:guid}/status", SetOrganizationStatus.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更组织状态 Activate, suspend or dissolve an organization");
        v1.MapPost("/organizations/{id:guid}/documents", AddDocument.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记文件 Note a document of an organization");
        v1.MapGet("/organizations/{id:guid}/documents", ListDocuments.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowOrganization(Posts.OfOrganizations)
            .WithSummary("组织文件 Documents of an organization");
        v1.MapPost("/organizations/{id:guid}/members", AddMembers.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记会员 Enter members of an organization, up to 1,000 at once");
        v1.MapGet("/organizations/{id:guid}/members", ListMembers.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("会员名单 Members of an organization, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/organizations/{id:guid}/members/summary", ListMembers.HandleSummary)
            .AllowStaff(Posts.Lead)
            .WithSummary("会员统计 How many members of each role and discipline");
        v1.MapGet("/memberships/{id:guid}", ChangeMembership.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("会员资格 Membership");
        v1.MapPatch("/memberships/{id:guid}", ChangeMembership.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更会员资格 Change or end a membership");

        // 届次与选举 Terms and elections
        v1.MapPost("/congresses", HoldCongress.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记代表大会 Record a congress and the charter it adopted");
        v1.MapGet("/congresses", ListCongresses.Handle).AllowStaff(Posts.OfAreas).WithSummary("代表大会 Congresses");
        v1.MapGet("/congresses/due", ListCongresses.HandleDue)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("应换届的组织 Organizations whose next congress is due");
        v1.MapGet("/congresses/{id:guid}", GetCongress.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("代表大会 Congress and its charter");
        v1.MapPost("/terms", StartTerm.Handle).AllowStaff(Posts.Office).WithSummary("登记届次 Begin a term");
        v1.MapGet("/terms", ListTerms.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("届次 Terms, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/terms/{id:guid}", ChangeTerm.HandleGet).AllowStaff(Posts.OfAreas).WithSummary("届次 Term");
        v1.MapPatch("/terms/{id:guid}", ChangeTerm.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更届满日期 Give a term another end");
        v1.MapGet("/term-warnings", ListTerms.HandleWarnings)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("届满提醒 Warnings of terms that end soon");
        v1.MapPost("/elections", OpenElection.Handle).AllowStaff(Posts.Office).WithSummary("开启选举 Open an election");
        v1.MapGet("/elections", ListElections.Handle).AllowStaff(Posts.Lead).WithSummary("选举名单 Elections");
        v1.MapGet("/elections/rule", GetElectionRule.Handle).AllowStaff(Posts.OfAreas).WithSummary("选举规则 In words");
        v1.MapGet("/elections/{id:guid}", GetElection.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("选举 Election with its candidates and result");
        v1.MapPost("/elections/{id:guid}/candidates", NominateCandidates.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("提名候选人 Nominate candidates");
        v1.MapPost("/elections/{id:guid}/result", RecordResult.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记选举结果 Record the count; the elected are appointed");
        v1.MapPost("/elections/{id:guid}/runoff", OpenRunoff.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("重新投票 Open the runoff of a tie");
        v1.MapPost("/elections/{id:guid}/cancellation", CancelElection.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("取消选举 Cancel an open election with a reason (If-Match)");
        v1.MapGet("/elections/{id:guid}/candidates/{personId:guid}", WithdrawCandidate.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("候选资格 Candidacy, also one's own");
        v1.MapPost("/elections/{id:guid}/candidates/{personId:guid}/withdrawal", WithdrawCandidate.Handle)
            .AllowStaff(Posts.Office)
            .AllowPerson()
            .WithSummary("候选人退出 End a candidacy before the count; a candidate ends only her own");

        // 任职 Appointments
        v1.MapPost("/appointments", StartAppointment.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("任命 Appoint a person to a post");
        v1.MapGet("/appointments/{id:guid}", GetAppointment.Handle)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("任职 Appointment");
        v1.MapPost("/appointments/{id:guid}/end", EndAppointment.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("结束任职 End an appointment");
        v1.MapPatch("/appointments/{id:guid}", ChangeAppointment.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更任职 Change the days of an appointment");
        v1.MapGet("/appointments", ListAppointments.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("任职名单 Appointments, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/appointments/summary", SumAppointments.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("任职统计 How many hold which post, by level and division");
        v1.MapGet("/people/{id:guid}/appointments", ListAppointments.HandleOfPerson)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("某人的任职 Posts of a person, of one day with asOf");
        v1.MapPost("/appointment-imports", ImportAppointments.Handle)
            .AllowStaff(Posts.Office)
            .TakesUpload()
            .WithSummary("导入任职 Send a file of posts (CSV or XLSX); its dry run begins");
        v1.MapImports(ImportAppointments.Handlers, "任职", "posts", Posts.Office);
        v1.MapGet("/post-rules", ListPostRules.Handle).AllowStaff(Posts.OfAreas).WithSummary("任职规则 Rules of posts");
        v1.MapGet("/post-rules/rule", GetPostRule.Handle).AllowStaff(Posts.OfAreas).WithSummary("任职规则 Post rules");
        v1.MapPost("/post-rules", SetPostRule.Handle)
            .AllowStaffOfWholeTree(Contracts.Organizations.V1.Post.PlatformAdministrator)
            .WithSummary("设定任职规则 Set the limits of a post from a day on");

        // 双向互兼 The concurrent-post rule
        v1.MapPost("/concurrent-posts/previews", PreviewLeaders.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("双向互兼预览 What the rule would do in a district, with reasons for vacancies");
        v1.MapGet("/concurrent-posts/previews", GetPreview.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("双向互兼预览名单 Previews made in the area; filter, sort, CSV, XLSX");
        v1.MapGet("/concurrent-posts/previews/{id:guid}", GetPreview.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("双向互兼预览结果 A preview and its counts");
        v1.MapGet("/concurrent-posts/previews/{id:guid}/entries", ListPreviewEntries.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("逐格结果 A preview, micro-grid by micro-grid; filter, sort, CSV, XLSX");
        v1.MapPost("/concurrent-posts/previews/{id:guid}/apply", ApplyLeaders.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("双向互兼实施 Do what the preview showed, all of it");
        v1.MapGet("/concurrent-posts/rule", LeaderRules.HandleGet)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("小组长产生办法 The order of preference, of one day with asOf");
        v1.MapPut("/concurrent-posts/rule", LeaderRules.HandlePut)
            .AllowStaffOfWholeTree(Post.PlatformAdministrator)
            .WithSummary("修订产生办法 A new version of the order of preference");
        v1.MapPost("/nominations", Nominate.Handle)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("自荐与推荐 Put somebody forward to lead a women's group");
        v1.MapGet("/nominations", Nominations.HandleList)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("推荐名单 Who was put forward, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/nominations/{id:guid}", Nominations.HandleGet)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("推荐 Nomination");
        v1.MapPut("/nominations/{id:guid}", Nominations.HandlePut)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("本人意愿 Whether she is willing");
        v1.MapPost("/nominations/{id:guid}/end", Nominations.HandleEnd)
            .AllowStaff(Posts.OfAreas)
            .AllowPerson()
            .WithSummary("撤回推荐 Withdraw a nomination");
        v1.MapPost("/co-options", CoOptMember.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("增补执委 Co-opt a woman as executive member");

        // 包联与责任图 Coverage and the chart
        v1.MapPost("/coverages", StartCoverage.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("包联 Give a household or an area (grid, compound, building) to a person");
        v1.MapPost("/coverages/batches", StartCoverages.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("批量包联 Begin up to 1,000 coverages at once");
        v1.MapGet("/coverages", ListCoverages.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("包联名单 Who answers for what, of one day with asOf; filter, sort, CSV, XLSX");
        v1.MapGet("/coverages/proposals", ProposeCoverages.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("包联建议 The nearest grids by her home (personId)");
        v1.MapGet("/coverages/breaches", ListBreaches.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("包联问题 Where coverage of an area (divisionId) is not as it should be");
        v1.MapGet("/coverages/limits", CoverageLimits.HandleGet)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("包联标准 What coverage is checked against, of one day with asOf");
        v1.MapPut("/coverages/limits", CoverageLimits.HandlePut)
            .AllowStaffOfWholeTree(Post.PlatformAdministrator)
            .WithSummary("修订包联标准 A new version of the limits");
        v1.MapGet("/coverages/{id:guid}", GetCoverage.Handle)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("包联关系 Coverage");
        v1.MapPut("/coverages/{id:guid}", ChangeLead.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("更换主责 Take over or give up the lead of a place");
        v1.MapPost("/coverages/{id:guid}/end", EndCoverage.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("结束包联 End a coverage");
        v1.MapGet("/people/{id:guid}/home", Homes.HandleGet)
            .AllowStaff(Posts.Lead)
            .AllowPerson()
            .WithSummary("住址所在 Where a person lives");
        v1.MapPut("/people/{id:guid}/home", Homes.HandlePut)
            .AllowStaff(Posts.Lead)
            .WithSummary("登记住址 Record where a person lives");
        v1.MapGet("/divisions/{id:guid}/centre", Centres.HandleGet)
            .AllowPublic()
            .WithSummary("中心点 The middle of a division");
        v1.MapPut("/divisions/{id:guid}/centre", Centres.HandlePut)
            .AllowStaff(Posts.Lead)
            .WithSummary("登记中心点 Record the middle of a division");
        v1.MapGet("/divisions/{id:guid}/chart", GetChart.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("网格化责任图 Responsibility chart, of one day with asOf: JSON, SVG, PDF (A3) or PNG");
        v1.MapPut("/appointments/{id:guid}/portfolio", SetPortfolio.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("分管工作 What a vice chair looks after");

        // 联盟 Alliances
        v1.MapPost("/alliances", RegisterAlliance.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记联盟 Register an alliance");
        v1.MapGet("/alliances", ListAlliances.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("联盟名单 Alliances on a day (asOf); filter, sort, CSV, XLSX");
        v1.MapGet("/alliances/{id:guid}", GetAlliance.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("联盟 Alliance on a day (asOf): members, chair, next chair");
        v1.MapPut("/alliances/{id:guid}", ChangeAlliance.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更联盟 Rename or end an alliance");
        v1.MapPost("/alliances/{id:guid}/members", AddAllianceMember.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("成员单位加入 An organization joins");
        v1.MapPost("/alliances/{id:guid}/members/{memberId:guid}/end", EndAllianceMember.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("成员单位退出 A member leaves");
        v1.MapPut("/alliances/{id:guid}/rotation", SetRotation.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("轮值办法 How the chair goes round from a day on");
        v1.MapGet("/alliances/{id:guid}/turns", GetAlliance.HandleTurns)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("轮值表 Turns in the chair (from, to)");
        v1.MapPost("/alliances/{id:guid}/handovers", RecordHandover.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("轮值交接 Record a handover of the chair");
        v1.MapGet("/alliances/{id:guid}/handovers", RecordHandover.HandleList)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("交接记录 Handovers, noticed and recorded");
        v1.MapPost("/alliances/{id:guid}/meetings", RecordMeeting.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("联席会议 Record a joint meeting");
        v1.MapGet("/alliance-meetings", ListMeetings.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("联席会议名单 Joint meetings; filter, sort, CSV, XLSX");
        v1.MapGet("/alliance-meetings/{id:guid}", GetMeeting.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("会议纪要 Joint meeting with minutes, attendance and decisions");
        v1.MapPut("/alliance-meetings/{id:guid}", CorrectMinutes.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("更正纪要 Correct the minutes");
        v1.MapGet("/alliance-decisions", CompleteDecision.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("议定事项名单 Decisions of joint meetings; filter, sort, CSV, XLSX");
        v1.MapPost("/alliance-decisions/{id:guid}/done", CompleteDecision.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("议定事项办结 A decision is done");

        // 项目 Programmes
        v1.MapPost("/programmes", RegisterProgramme.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记项目 Register a plan, action, platform or project");
        v1.MapGet("/programmes", ListProgrammes.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("项目名单 Programmes on a day (asOf); filter, sort, CSV, XLSX");
        v1.MapGet("/programmes/{id:guid}", GetProgramme.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("项目 Programme on a day (asOf)");
        v1.MapPut("/programmes/{id:guid}", ChangeProgramme.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更项目 Change name, field, mode, period or budget");
        v1.MapPut("/programmes/{id:guid}/parent", MoveProgramme.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("调整上级 Hang a programme elsewhere");
        v1.MapPut("/programmes/{id:guid}/status", ChangeProgramme.HandleStatus)
            .AllowStaff(Posts.Office)
            .WithSummary("变更状态 Change the status");
        v1.MapPost("/programmes/{id:guid}/organizations", AddProgrammeOrganization.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("参与单位 Organizations take part");
        v1.MapPost("/programmes/{id:guid}/organizations/{partId:guid}/end", AddProgrammeOrganization.HandleEnd)
            .AllowStaff(Posts.Office)
            .WithSummary("参与单位退出 An organization leaves");
        v1.MapGet("/programmes/{id:guid}/report", ReportProgramme.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("项目成效 What it has reached with all below it, nobody counted twice (asOf)");
        v1.MapPost("/programmes/{id:guid}/sessions", RecordSessions.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("登记活动 Record sessions, up to 500");
        v1.MapGet("/sessions", ListSessions.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("活动名单 Sessions; filter, sort, CSV, XLSX");
        v1.MapGet("/sessions/{id:guid}", GetSession.Handle).AllowStaff(Posts.OfAreas).WithSummary("活动 Session");
        v1.MapPut("/sessions/{id:guid}", ChangeSession.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("更正活动 Correct a session");
        v1.MapPost("/sessions/{id:guid}/participations", AddParticipations.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("登记参加者 Who came, up to 5,000");
        v1.MapPost("/sessions/{id:guid}/participations/withdraw", AddParticipations.HandleWithdraw)
            .AllowStaff(Posts.Lead)
            .WithSummary("撤销误登 Take out who was entered by mistake");
        v1.MapGet("/sessions/{id:guid}/participations", ListParticipations.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("参加者名单 Who came; CSV, XLSX");

        // 工作室 Studios
        v1.MapPost("/studios", RegisterStudio.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记工作室 Register a studio with its leader");
        v1.MapGet("/studios", ListStudios.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("工作室名单 Studios on a day (asOf); filter, sort, CSV, XLSX");
        v1.MapGet("/studios/{id:guid}", GetStudio.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("工作室 Studio on a day (asOf): members, levels, figures");
        v1.MapPut("/studios/{id:guid}", ChangeStudio.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("变更工作室 Change field, owner, leader or end");
        v1.MapPost("/studios/{id:guid}/members", AddStudioMembers.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("成员加入 People join");
        v1.MapPost("/studios/{id:guid}/members/{memberId:guid}/end", AddStudioMembers.HandleEnd)
            .AllowStaff(Posts.Office)
            .WithSummary("成员退出 A member leaves");
        v1.MapGet("/studio-report", ReportStudios.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("工作室统计 Figures of an area, by city and by year (divisionId, asOf)");
        v1.MapPost("/studios/{id:guid}/results", TransferResult.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("登记成果转化 Record a result that was transferred");
        v1.MapGet("/studio-results", ListResults.Handle)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("成果名单 Results; filter, sort, CSV, XLSX");
        v1.MapGet("/studio-results/{id:guid}", TransferResult.HandleGet)
            .AllowStaff(Posts.OfAreas)
            .WithSummary("成果 Result");
        v1.MapPost("/studios/{id:guid}/apprenticeships", StartApprenticeship.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("师带徒 A master takes an apprentice");
        v1.MapGet("/studio-apprenticeships", ListApprenticeships.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("师徒名单 Apprenticeships; filter, sort, CSV, XLSX");
        v1.MapGet("/studio-apprenticeships/{id:guid}", StartApprenticeship.HandleGet)
            .AllowStaff(Posts.Lead)
            .WithSummary("师徒结对 Apprenticeship");
        v1.MapPost("/studio-apprenticeships/{id:guid}/end", StartApprenticeship.HandleEnd)
            .AllowStaff(Posts.Office)
            .WithSummary("结束师徒结对 End an apprenticeship with its outcome");
        v1.MapPost("/studios/{id:guid}/promotions", RecordPromotion.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("技能晋升 Record a promotion");
        v1.MapGet("/studio-promotions", ListPromotions.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("晋升名单 Promotions; filter, sort, CSV, XLSX");
        v1.MapPost("/studios/{id:guid}/grants", GrantStudio.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("补助 Grant money to a studio");
        v1.MapPost("/studio-grants/{id:guid}/reverse", GrantStudio.HandleReverse)
            .AllowStaff(Posts.Office)
            .WithSummary("冲销补助 Reverse a grant");
        v1.MapGet("/studio-grants", ListGrants.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("补助台账 Ledger of grants; filter, sort, CSV, XLSX");
        v1.MapGet("/studio-selections", GetSelection.HandleList)
            .AllowStaff(Posts.Lead)
            .WithSummary("工作室评选名单 Selections of studios; filter, sort, CSV, XLSX");
        v1.MapPost("/studio-selections", OpenSelection.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("启动评选 Open a year's selection with its standards");
        v1.MapGet("/studio-selections/{id:guid}", GetSelection.Handle)
            .AllowStaff(Posts.Lead)
            .WithSummary("评选 Selection: standards and candidates");
        v1.MapPost("/studio-selections/{id:guid}/candidates", ProposeStudios.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("推荐参评 Put studios forward; they are measured");
        v1.MapPut("/studio-selections/{id:guid}/decision", DecideSelection.Handle)
            .AllowStaff(Posts.Office)
            .WithSummary("评定 Choose among those who meet the standards");
        v1.MapPost("/studio-selections/{id:guid}/publish", DecideSelection.HandlePublish)
            .AllowStaff(Posts.Office)
            .WithSummary("公布 Publish: levels and grants");

        v1.MapChanges().AllowStaff(Posts.OfAreas).WithSummary("变更 What changed, in commit order");
    }
}
