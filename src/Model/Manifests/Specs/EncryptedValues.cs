using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>
/// Values that are still encrypted where a plain text belongs: a container would start with the ciphertext as its password, and nobody
/// would be told.
/// </summary>
internal static class EncryptedValues
{
    /// <summary>What to say of fields that tools for encrypted manifests leave, by name; null: it is none.</summary>
    public static string? HintOf(string field) => field switch
    {
        "sops" => "this file is encrypted by SOPS, which is not decrypted here: write each secret into spec.secrets, encrypted by age",
        "encryptedData" => "sealed secrets are for Kubernetes: write each secret into spec.secrets, encrypted by age",
        _ => null,
    };

    /// <summary>What to say of a kind of document, or null.</summary>
    public static string? HintOfKind(string kind) => kind is "SealedSecret" ? HintOf("encryptedData") : null;

    /// <summary>Reports every text of a document that is ciphertext, apart from those of <c>secrets</c>.</summary>
    public static void Check(ErrorSink errors, TreeNode node)
    {
        if (node.Kind == NodeKind.Text && AgeSyntax.LooksEncrypted(node.Text))
        {
            errors.Forbid(node, AgeSyntax.LooksLikeSops(node.Text)
                ? "is a value that SOPS has encrypted, and would be used as it is: write it into spec.secrets, encrypted by age"
                : "is text that age has encrypted, and would be used as it is: write it into spec.secrets, as age of a secret");
        }

        foreach (var item in node.Items)
            Check(errors, item);
        foreach (var member in node.Members)
        {
            if (member is { Name: "secrets", Value.Kind: NodeKind.List })
                CheckSecrets(errors, member.Value);
            else
                Check(errors, member.Value);
        }
    }

    private static void CheckSecrets(ErrorSink errors, TreeNode list)
    {
        foreach (var field in list.Items.SelectMany(item => item.Members).Where(member => member.Name is not "age"))
            Check(errors, field.Value);
    }
}
