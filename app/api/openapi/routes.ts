import * as explanation from "../v1/access/explanation/route";
import * as rotateApiKey from "../v1/api-keys/[id]/rotate/route";
import * as apiKey from "../v1/api-keys/[id]/route";
import * as apiKeys from "../v1/api-keys/route";
import * as renewConnection from "../v1/connections/[id]/renewal/route";
import * as connection from "../v1/connections/[id]/route";
import * as connectionState from "../v1/connections/[id]/state/route";
import * as connections from "../v1/connections/route";
import * as decision from "../v1/decisions/[id]/route";
import * as decisions from "../v1/decisions/route";
import * as decisionSummary from "../v1/decisions/summary/route";
import * as directoryEvents from "../v1/directories/[id]/events/route";
import * as mappingPreview from "../v1/directories/[id]/groups/[groupId]/preview/route";
import * as directoryGroup from "../v1/directories/[id]/groups/[groupId]/route";
import * as directoryGroups from "../v1/directories/[id]/groups/route";
import * as directoryPreview from "../v1/directories/[id]/preview/route";
import * as rotateDirectory from "../v1/directories/[id]/rotate/route";
import * as directory from "../v1/directories/[id]/route";
import * as directoryUsers from "../v1/directories/[id]/users/route";
import * as directories from "../v1/directories/route";
import * as domain from "../v1/domains/[id]/route";
import * as verifyDomain from "../v1/domains/[id]/verify/route";
import * as domains from "../v1/domains/route";
import * as allGrants from "../v1/grants/route";
import * as ledgerEntries from "../v1/ledger/entries/route";
import * as ledgerHead from "../v1/ledger/head/route";
import * as ledgerVerify from "../v1/ledger/verify/route";
import * as device from "../v1/me/devices/[id]/route";
import * as factor from "../v1/me/factors/[id]/route";
import * as passkeyOptions from "../v1/me/factors/passkey/options/route";
import * as passkey from "../v1/me/factors/passkey/route";
import * as factors from "../v1/me/factors/route";
import * as confirmTotp from "../v1/me/factors/totp/[id]/confirm/route";
import * as totp from "../v1/me/factors/totp/route";
import * as recoveryCodes from "../v1/me/recovery-codes/route";
import * as me from "../v1/me/route";
import * as ownSessions from "../v1/me/sessions/route";
import * as stepUpOptions from "../v1/me/step-up/options/route";
import * as stepUp from "../v1/me/step-up/route";
import * as memberFactors from "../v1/members/[id]/factors/route";
import * as restoreMember from "../v1/members/[id]/restore/route";
import * as memberRole from "../v1/members/[id]/role/route";
import * as member from "../v1/members/[id]/route";
import * as memberSessions from "../v1/members/[id]/sessions/route";
import * as memberWorkspaces from "../v1/members/[id]/workspaces/route";
import * as members from "../v1/members/route";
import * as noticesRead from "../v1/notices/read/route";
import * as notices from "../v1/notices/route";
import * as apiKeysPolicy from "../v1/policies/api-keys/route";
import * as mfaPolicy from "../v1/policies/mfa/route";
import * as newcomersPolicy from "../v1/policies/newcomers/route";
import * as sessionsPolicy from "../v1/policies/sessions/route";
import * as closeReview from "../v1/reviews/[id]/close/route";
import * as keepLines from "../v1/reviews/[id]/keep/route";
import * as reviewLine from "../v1/reviews/[id]/lines/[lineId]/route";
import * as reviewLines from "../v1/reviews/[id]/lines/route";
import * as review from "../v1/reviews/[id]/route";
import * as reviews from "../v1/reviews/route";
import * as role from "../v1/roles/[id]/route";
import * as roles from "../v1/roles/route";
import * as search from "../v1/search/route";
import * as grant from "../v1/servers/[id]/grants/[grantId]/route";
import * as grants from "../v1/servers/[id]/grants/route";
import * as server from "../v1/servers/[id]/route";
import * as dryRun from "../v1/servers/[id]/rules/dry-run/route";
import * as rules from "../v1/servers/[id]/rules/route";
import * as tryRules from "../v1/servers/[id]/rules/try/route";
import * as ruleVersions from "../v1/servers/[id]/rules/versions/route";
import * as discover from "../v1/servers/[id]/tools/discover/route";
import * as servers from "../v1/servers/route";
import * as session from "../v1/sessions/[id]/route";
import * as sessions from "../v1/sessions/route";
import * as setupLink from "../v1/setup-links/[id]/route";
import * as setupLinks from "../v1/setup-links/route";
import * as signInTraces from "../v1/sign-in-traces/route";
import * as operatorActs from "../v1/tenant/operator-acts/route";
import * as tenant from "../v1/tenant/route";
import * as archiveWorkspace from "../v1/workspaces/[id]/archive/route";
import * as reopenWorkspace from "../v1/workspaces/[id]/reopen/route";
import * as workspace from "../v1/workspaces/[id]/route";
import * as workspaces from "../v1/workspaces/route";

/**
 * Every path of the control API with the file that answers it, in the order they are described. A
 * test holds the list against the files.
 */
export const ROUTES = {
  "/api/v1/me": me,
  "/api/v1/me/sessions": ownSessions,
  "/api/v1/me/factors": factors,
  "/api/v1/me/factors/totp": totp,
  "/api/v1/me/factors/totp/{id}/confirm": confirmTotp,
  "/api/v1/me/factors/passkey/options": passkeyOptions,
  "/api/v1/me/factors/passkey": passkey,
  "/api/v1/me/factors/{id}": factor,
  "/api/v1/me/recovery-codes": recoveryCodes,
  "/api/v1/me/devices/{id}": device,
  "/api/v1/me/step-up/options": stepUpOptions,
  "/api/v1/me/step-up": stepUp,
  "/api/v1/notices": notices,
  "/api/v1/notices/read": noticesRead,
  "/api/v1/search": search,
  "/api/v1/servers": servers,
  "/api/v1/servers/{id}": server,
  "/api/v1/servers/{id}/tools/discover": discover,
  "/api/v1/servers/{id}/rules": rules,
  "/api/v1/servers/{id}/rules/versions": ruleVersions,
  "/api/v1/servers/{id}/rules/dry-run": dryRun,
  "/api/v1/servers/{id}/rules/try": tryRules,
  "/api/v1/servers/{id}/grants": grants,
  "/api/v1/servers/{id}/grants/{grantId}": grant,
  "/api/v1/grants": allGrants,
  "/api/v1/api-keys": apiKeys,
  "/api/v1/api-keys/{id}": apiKey,
  "/api/v1/api-keys/{id}/rotate": rotateApiKey,
  "/api/v1/members": members,
  "/api/v1/members/{id}": member,
  "/api/v1/members/{id}/sessions": memberSessions,
  "/api/v1/sessions": sessions,
  "/api/v1/sessions/{id}": session,
  "/api/v1/members/{id}/factors": memberFactors,
  "/api/v1/members/{id}/role": memberRole,
  "/api/v1/members/{id}/restore": restoreMember,
  "/api/v1/policies/sessions": sessionsPolicy,
  "/api/v1/policies/mfa": mfaPolicy,
  "/api/v1/policies/api-keys": apiKeysPolicy,
  "/api/v1/policies/newcomers": newcomersPolicy,
  "/api/v1/connections": connections,
  "/api/v1/connections/{id}": connection,
  "/api/v1/connections/{id}/state": connectionState,
  "/api/v1/connections/{id}/renewal": renewConnection,
  "/api/v1/domains": domains,
  "/api/v1/domains/{id}": domain,
  "/api/v1/domains/{id}/verify": verifyDomain,
  "/api/v1/setup-links": setupLinks,
  "/api/v1/setup-links/{id}": setupLink,
  "/api/v1/sign-in-traces": signInTraces,
  "/api/v1/members/{id}/workspaces": memberWorkspaces,
  "/api/v1/access/explanation": explanation,
  "/api/v1/roles": roles,
  "/api/v1/roles/{id}": role,
  "/api/v1/directories": directories,
  "/api/v1/directories/{id}": directory,
  "/api/v1/directories/{id}/rotate": rotateDirectory,
  "/api/v1/directories/{id}/groups": directoryGroups,
  "/api/v1/directories/{id}/groups/{groupId}": directoryGroup,
  "/api/v1/directories/{id}/groups/{groupId}/preview": mappingPreview,
  "/api/v1/directories/{id}/preview": directoryPreview,
  "/api/v1/directories/{id}/users": directoryUsers,
  "/api/v1/directories/{id}/events": directoryEvents,
  "/api/v1/reviews": reviews,
  "/api/v1/reviews/{id}": review,
  "/api/v1/reviews/{id}/lines": reviewLines,
  "/api/v1/reviews/{id}/lines/{lineId}": reviewLine,
  "/api/v1/reviews/{id}/keep": keepLines,
  "/api/v1/reviews/{id}/close": closeReview,
  "/api/v1/tenant": tenant,
  "/api/v1/tenant/operator-acts": operatorActs,
  "/api/v1/workspaces": workspaces,
  "/api/v1/workspaces/{id}": workspace,
  "/api/v1/workspaces/{id}/archive": archiveWorkspace,
  "/api/v1/workspaces/{id}/reopen": reopenWorkspace,
  "/api/v1/decisions": decisions,
  "/api/v1/decisions/{id}": decision,
  "/api/v1/decisions/summary": decisionSummary,
  "/api/v1/ledger/entries": ledgerEntries,
  "/api/v1/ledger/head": ledgerHead,
  "/api/v1/ledger/verify": ledgerVerify,
} as const;
