using System.Globalization;
using OciReconciler.Files;
using OciReconciler.Model.Units;

namespace OciReconciler.Secrets;

/// <summary>Whose the file of a secret is, and who may read it.</summary>
/// <param name="Uid">Its user.</param>
/// <param name="Gid">Its group.</param>
internal sealed record SecretOwner(uint Uid, uint Gid, UnixFileMode Mode)
{
    /// <summary>As the manifest says: root's alone, or podman.user's.</summary>
    /// <param name="findUser">A user of this host by name or number, or null.</param>
    public static SecretOwner Of(WorkloadSpec spec, Secret secret, Func<string, HostUser?> findUser)
    {
        var mode = secret.Mode is { } octal ? (UnixFileMode)Convert.ToInt32(octal, 8) : AtomicFile.PrivateMode;
        var (self, group) = (LibC.EffectiveUser(), LibC.EffectiveGroup());
        if (spec.RootlessUser is { } name)
            return new SecretOwner(findUser(name)?.Uid ?? self, group, mode);
        if (secret.Owner is not { } owner)
            return new SecretOwner(self, group, mode);
        var ids = owner.Split(':').Select(id => uint.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        return new SecretOwner(ids[0], ids.Length > 1 ? ids[1] : group, mode);
    }

    /// <summary>The file's owner is not who writes it.</summary>
    public bool IsOther => Uid != LibC.EffectiveUser() || Gid != LibC.EffectiveGroup();

    /// <summary>Whether a file is as it is to be.</summary>
    public bool Matches(FileStat stat) => stat.IsRegular && stat.Permissions == Mode && stat.Uid == Uid && stat.Gid == Gid;
}
