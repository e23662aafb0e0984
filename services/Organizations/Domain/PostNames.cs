using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>What posts are called on paper.</summary>
public static class PostNames
{
    public static string Zh(string post) =>
        post switch
        {
            Post.Chair => "主席",
            Post.ViceChair => "副主席",
            Post.ExecutiveMember => "执委",
            Post.FederationOfficer => "妇联干部",
            Post.GridHead => "网格长",
            Post.GridMember => "网格员",
            Post.GroupLeader => "妇女小组长",
            Post.BuildingHead => "楼栋长",
            Post.UnitHead => "单元长",
            Post.Volunteer => "志愿者",
            Post.CaseAgent => "代办员",
            Post.Matchmaker => "红娘",
            _ => post,
        };
}
